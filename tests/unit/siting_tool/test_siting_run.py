"""The site choice on a township of one road, where the best plan is plain to see."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from algorithms.errors import InfeasibleError, InputError
from siting_tool.messages import error_text
from siting_tool.project.runs import SitingRequest, accept_outcome
from siting_tool.project.siting_preview import preview_scenario
from siting_tool.project.siting_run import run_siting
from siting_tool.project.siting_text import siting_lines
from tests.helpers.tiny_township import (
    VILLAGE_NAMES,
    VILLAGES,
    frame,
    line,
    point,
    tiny_township,
    toilet,
)


def planned(project=None, model="lscp", parameters=None, **request):
    changes = {"public.curve_time_s": 1.0, **(parameters or {})}
    request = SitingRequest(model=model, parameters=changes, **request)
    return run_siting(project or tiny_township(), request)


def access_of(outcome):
    return outcome.results["household_access"].set_index("household_id")


def test_everyone_on_the_road_is_covered_by_one_toilet_per_hamlet():
    """Hamlets are 900 m apart, so no toilet within 500 m of one reaches another."""
    summary = planned().summary
    assert summary["status"] == "optimal"
    assert summary["new_sites"] == 3
    assert summary["persons_covered"] == 120.0
    assert summary["persons_total"] == 140.0
    assert summary["gap"] == 0.0


def test_households_out_of_reach_are_named_with_the_reason():
    summary = planned().summary
    assert {entry["household_id"]: entry["reason"] for entry in summary["uncoverable"]} == {
        "far": "island",
        "lost": "no_road",
    }


def test_a_household_too_far_along_the_road_is_told_from_one_without_a_road():
    """Within 20 m of walking no site is allowed for anyone: the road itself is 20 m away."""
    with pytest.raises(InfeasibleError):
        planned(parameters={"public.frequented_road_persons": 500.0})
    summary = planned(service_distance_m=20.0).summary
    reasons = {entry["household_id"]: entry["reason"] for entry in summary["uncoverable"]}
    assert reasons["a0"] == "too_far"


def test_households_too_far_tell_the_nearest_allowed_site_and_what_rejects_nearer_ones():
    """The eastern hamlet, x = 1860 to 1940, lies in an area that forbids toilets from x = 1150
    on. The last allowed places stand within 100 m of its edge; walks are 26 m longer."""
    closed = [{"forbids": "toilet", "geometry": line((1350, 0), (2100, 0)).buffer(200.0)}]
    outcome = planned(tiny_township(restricted_areas=frame(closed)), service_distance_m=500.0)
    entry = next(item for item in outcome.summary["uncoverable"] if item["household_id"] == "c1")
    assert entry["reason"] == "too_far"
    assert 750.0 <= entry["allowed_site_m"] - 26.0 <= 850.0
    assert set(entry["rejected_by_rule"]) == {"restricted_area", "frequented"}
    assert entry["rejected_places"] == entry["rejected_by_rule"]["restricted_area"] > 0
    access = access_of(outcome)
    assert entry["allowed_site_id"] in access.loc["c1", "reason_en"]
    assert "禁建区域" in access.loc["c1", "reason_zh"]
    rejected = outcome.results["rejected_sites"]
    assert rejected["reason_en"].str.contains("forbids toilets").any()
    assert not set(rejected["site_id"]) & set(outcome.results["toilet_sites"]["site_id"])


def test_a_place_forbidden_by_hand_is_named_as_such():
    project = tiny_township(
        candidate_sites=frame([{"site_id": "only", "geometry": point(1900.0, -6.0)}])
    )
    shut = {f"C{number:05d}": "forbid" for number in range(1, 100)} | {"only": "forbid"}
    changes = {"public.candidate_spacing_m": 1000.0}
    project = project.with_scenario(replace(project.scenario(), site_choices=shut))
    with pytest.raises(InfeasibleError):
        planned(project, parameters=changes)
    del shut["C00001"]
    project = project.with_scenario(replace(project.scenario(), site_choices=shut))
    summary = planned(project, parameters=changes).summary
    entry = next(item for item in summary["uncoverable"] if item["household_id"] == "c1")
    assert entry["rejected_by_rule"]["by_hand"] > 0


def test_most_people_are_covered_first():
    """Two toilets reach two hamlets of 40 persons each, one reaches one."""
    assert planned(model="mclp", facility_count=2).summary["persons_covered"] == 80.0
    one = planned(model="mclp", facility_count=1).summary
    assert one["objective"] == one["bound"] == 40.0


def test_the_money_of_a_plan_stays_within_the_budget():
    """A new toilet of 9 stalls costs 45 m2 x 3000 + 10,000 = 145,000 yuan: two for 300,000."""
    summary = planned(model="mclp", budget_yuan=300_000.0).summary
    assert summary["new_sites"] == 2
    assert summary["cost_yuan"] == 290_000.0


def test_a_budget_pays_for_the_size_that_a_toilet_needs_and_so_does_its_bound():
    """A hamlet of 800 persons needs 5 stalls for men, 8 for women, 1 accessible:
    14 x 5 m2 x 3000 + 10,000 = 220,000 yuan, so 300,000 pay for one hamlet. At their
    smallest size two toilets would serve 1600; money by persons allows fewer."""
    project = tiny_township()
    homes = project.layers["households"]
    crowded = homes.assign(persons_resident=homes["persons_resident"] * 20)
    project = replace(project, layers={**project.layers, "households": crowded})
    summary = planned(project, model="mclp", budget_yuan=300_000.0).summary
    assert (summary["new_sites"], summary["cost_yuan"]) == (1, 220_000.0)
    assert summary["persons_covered"] == 800.0
    assert 800.0 <= summary["bound"] <= 1200.0


def test_the_median_stands_where_it_saves_most_walking():
    """Of three hamlets of equal weight the middle one is nearest to all; no other place is
    better, so the walks are 900 m more for two hamlets."""
    summary = planned(model="p-median", facility_count=1).summary
    assert summary["status"] == "optimal"
    assert abs(summary["sites"][0]["x"] - 501_000.0) < 60.0


def test_the_center_halves_the_longest_walk():
    """The households reach from x = 60 to x = 1940: half of 1880 m, 20 m to the road, 6 m on."""
    summary = planned(model="p-center", facility_count=1).summary
    assert summary["status"] == "optimal"
    assert 940.0 <= summary["objective"] <= 940.0 + 26.0 + 50.0
    assert summary["walk_max_m"] == pytest.approx(summary["objective"], abs=0.1)


def test_open_toilets_stay_closed_and_indoor_ones_may_open():
    toilets = frame(
        [
            toilet("old", 100.0, toilet_kind="public", is_open=True),
            toilet("shut", 1000.0, toilet_kind="public", is_open=False),
            toilet("inside", 1900.0, toilet_kind="indoor", is_open=False),
        ]
    )
    sites = planned(tiny_township(public_toilets=toilets)).results["toilet_sites"]
    actions = dict(zip(sites["site_id"], sites["action"], strict=True))
    assert actions == {"old": "keep", "shut": "refurbish", "inside": "open"}
    cost = dict(zip(sites["site_id"], sites["cost_yuan"], strict=True))
    assert cost == {"old": 0.0, "shut": 40_000.0, "inside": 8_000.0}


def test_a_useless_toilet_closes_only_under_review():
    """Three toilets stand in reach of the western hamlet; one is enough."""
    toilets = frame([toilet("old", 300.0), toilet("twin", 100.0), toilet("", 110.0)])
    project = tiny_township(public_toilets=toilets)
    kept = planned(project).summary
    assert {"old", "twin", "T003"} <= {site["site_id"] for site in kept["sites"]}
    reviewed = planned(project, parameters={"public.review_existing": True})
    closed = reviewed.summary["closed_sites"]
    assert len(closed) == 2
    sites = reviewed.results["toilet_sites"].set_index("site_id")
    assert set(sites.index[sites["action"] == "close"]) == set(closed)
    assert not set(closed) & {site["site_id"] for site in reviewed.summary["sites"]}
    assert reviewed.summary["persons_covered"] == 120.0


def test_a_village_floor_outweighs_people():
    """Two toilets would go to the west, where a third hamlet more lives; the floor says no."""
    project = tiny_township()
    homes = project.layers["households"].copy()
    homes.loc[homes["household_id"].str.startswith("c"), "persons_resident"] = 1
    project = project.with_layer("households", homes)
    floor = {"public.frequented_road_persons": 1.0}
    free = planned(project, "mclp", floor, facility_count=2)
    assert VILLAGES[1] not in {site["village_code"] for site in free.summary["sites"]}
    floor["public.village_floor"] = "toilet"
    held = planned(project, "mclp", floor, facility_count=2)
    assert {site["village_code"] for site in held.summary["sites"]} == set(VILLAGES)


def test_limits_in_conflict_name_the_villages():
    floor = {"public.village_floor": "toilet"}
    with pytest.raises(InfeasibleError) as caught:
        planned(model="mclp", facility_count=1, parameters=floor)
    assert caught.value.code == "siting.must_serve_count"
    assert caught.value.values["names"] in VILLAGE_NAMES
    for language in ("en", "zh"):
        assert caught.value.values["names"] in error_text(caught.value, language)


def test_a_share_that_no_plan_reaches_names_the_village():
    """In the west 80 of 100 people can be reached at all; in the east everyone."""
    shares = {"public.village_floor": "share", "public.village_floor_share": 0.9}
    with pytest.raises(InfeasibleError) as caught:
        planned(model="mclp", facility_count=3, parameters=shares)
    assert caught.value.code == "siting.village_share_out_of_reach"
    assert caught.value.values["names"] == VILLAGE_NAMES[0]


def test_a_place_marked_must_serve_comes_before_people():
    """One toilet within 200 m of a lonely place at x = 550 reaches no hamlet at all."""
    places = frame([{"place_id": "P", "must_serve": True, "geometry": point(550.0, 10.0)}])
    project = tiny_township(places=places)
    changes = {"public.frequented_road_persons": 0.0}
    asked = {"facility_count": 1, "service_distance_m": 200.0}
    summary = planned(project, "mclp", changes, **asked).summary
    assert summary["persons_covered"] == 0.0
    assert summary["must_serve_unmet"] == []
    changes["public.must_serve_given"] = False
    assert planned(project, "mclp", changes, **asked).summary["persons_covered"] == 40.0


def test_two_places_for_one_toilet_are_refused_when_asked_by_hand_and_named_when_by_rule():
    by_hand = [{"place_id": name, "must_serve": True, "geometry": point(x, 10.0)}
               for name, x in (("P", 100.0), ("Q", 1900.0))]  # fmt: skip
    with pytest.raises(InfeasibleError) as caught:
        planned(tiny_township(places=frame(by_hand)), "mclp", facility_count=1)
    assert caught.value.values["count"] == 1
    by_rule = [{**place, "place_kind": "village_committee"} for place in by_hand]
    summary = planned(tiny_township(places=frame(by_rule)), "mclp", facility_count=1).summary
    (unmet,) = summary["must_serve_unmet"]
    assert unmet["reason"] == "limit"
    assert unmet["place_id"] in {"P", "Q"}


def test_a_second_goal_never_gives_up_the_first():
    plain = planned(model="mclp", facility_count=2).summary
    goal = {"public.second_goal": "shortest_walks"}
    walks = planned(model="mclp", facility_count=2, parameters=goal).summary
    assert walks["persons_covered"] == plain["persons_covered"]
    backup = planned(parameters={"public.second_goal": "backup"}).summary
    assert backup["new_sites"] == 3


def test_a_busy_site_counts_as_several_toilets_under_capacity():
    """40 persons per hamlet and 50 per toilet: the answer is that without capacity."""
    capacity = {"public.uses_capacity": True, "public.persons_per_toilet": 50}
    assert planned(parameters=capacity).summary["new_sites"] == 3


@pytest.mark.parametrize(
    ("model", "request_values", "code"),
    [
        ("mclp", {}, "siting.count_or_budget"),
        ("mclp", {"facility_count": 1, "budget_yuan": 1.0}, "siting.count_or_budget"),
        ("p-median", {}, "siting.needs_facility_count"),
        ("p-center", {"facility_count": 1, "budget_yuan": 1.0}, "siting.no_budget_here"),
        ("lscp", {"service_distance_m": -5.0}, "siting.service_distance"),
    ],
)
def test_a_request_that_contradicts_itself_is_refused_in_both_languages(
    model, request_values, code
):
    with pytest.raises(InputError) as caught:
        planned(model=model, **request_values)
    assert caught.value.code == code
    assert error_text(caught.value, "en") != error_text(caught.value, "zh")


def test_fewer_toilets_than_must_stay_are_refused():
    toilets = frame([toilet("one", 100.0), toilet("two", 1000.0)])
    with pytest.raises(InputError) as caught:
        planned(tiny_township(public_toilets=toilets), "mclp", facility_count=1)
    assert caught.value.code == "siting.too_many_fixed_sites"


def test_walking_time_is_distance_over_speed_without_terrain():
    access = access_of(planned())
    walk = access[access["walk_m"].notna()]
    assert walk["walk_s"].to_numpy() == pytest.approx(walk["walk_m"].to_numpy() / 0.8, abs=0.6)


def test_rejected_plots_say_why_and_accepted_ones_come_first():
    plots = frame(
        [
            {"site_id": "good", "geometry": point(100.0, -8.0)},
            {"site_id": "bad", "geometry": point(400.0, -80.0)},
        ]
    )
    outcome = planned(tiny_township(candidate_sites=plots))
    assert "good" in {site["site_id"] for site in outcome.summary["sites"]}
    (rejected,) = outcome.summary["rejected_plots"]
    assert rejected["site_id"] == "bad"
    assert {entry["rule"] for entry in rejected["reasons"]} == {"visible", "vehicle", "frequented"}
    sites = outcome.results["toilet_sites"].set_index("site_id")
    rules = {entry["rule"]: entry["verdict"] for entry in json.loads(sites.loc["good", "rules"])}
    assert rules["vehicle"] == "passed"
    for language in ("en", "zh"):
        assert any("bad" in line for line in siting_lines(outcome.summary, language))


def test_each_site_has_a_replacement_that_covers_its_hamlet():
    """Both sides of the road reach a hamlet, so nobody is lost and nothing is paid more."""
    outcome = planned()
    sites = outcome.results["toilet_sites"]
    assert (sites["alternative_site_id"] != "").all()
    assert not set(sites["alternative_site_id"]) & set(sites["site_id"])
    assert sites["alternative_persons_lost"].tolist() == [0.0, 0.0, 0.0]
    assert sites["alternative_cost_yuan"].tolist() == [0.0, 0.0, 0.0]
    assert sites["persons_only_here"].tolist() == [40.0, 40.0, 40.0]
    for entry in outcome.summary["sites"]:
        assert entry["replacement"]["persons_lost"] == 0.0
        assert entry["second_best"]["persons_lost"] == 0.0


def test_every_replacement_can_be_found_among_the_allowed_sites_with_the_rules_it_passed():
    outcome = planned(model="mclp", facility_count=2)
    chosen = outcome.results["toilet_sites"]
    allowed = outcome.results["allowed_sites"].set_index("site_id")
    assert not set(chosen["site_id"]) & set(allowed.index)
    for site in outcome.summary["sites"]:
        for way in ("replacement", "second_best"):
            assert site["site_id"] in allowed.loc[site[way]["site_id"], "replaces"].split(", ")
    verdicts = [{entry["verdict"] for entry in json.loads(rules)} for rules in allowed["rules"]]
    assert all(found and "failed" not in found for found in verdicts)
    assert allowed["persons_in_reach"].max() >= 40.0


def test_a_replacement_says_what_it_costs_in_people_walks_and_money():
    """Access is 20 m + 6 m, the service distance 500 m. From x = 520 the western hamlet and
    one household (10 persons) of the next one are within it, from x = 100 the hamlet only.
    The 80 people nearest to x = 520 walk 476 m on average to it and 486 m to x = 100."""
    plots = [
        {"site_id": "one", "cost_yuan": 150_000.0, "geometry": point(520.0, -6.0)},
        {"site_id": "two", "cost_yuan": 200_000.0, "geometry": point(100.0, -6.0)},
    ]
    changes = {"public.frequented_road_persons": 0.0, "public.candidate_spacing_m": 1000.0}
    project = tiny_township(candidate_sites=frame(plots))
    summary = planned(project, "mclp", changes, facility_count=1).summary
    (site,) = summary["sites"]
    assert site["site_id"] == "one"
    assert site["replacement"] == {
        "site_id": "two",
        "distance_m": 420.0,
        "persons_lost": 10.0,
        "walk_longer_m": 10.0,
        "extra_cost_yuan": 50_000.0,
    }
    for language in ("en", "zh"):
        (line,) = [line for line in siting_lines(summary, language) if "two" in line]
        assert "one" in line


def test_the_curve_rises_by_a_hamlet_per_toilet():
    curve = planned().summary["curve"]
    assert [point["facility_count"] for point in curve] == [1, 2, 3]
    assert [point["persons_covered"] for point in curve] == [40.0, 80.0, 120.0]
    assert all(point["is_proven_optimal"] for point in curve)


def test_what_an_existing_toilet_contributes_is_its_hamlet():
    toilets = frame([toilet("one", 100.0), toilet("two", 110.0)])
    entries = planned(tiny_township(public_toilets=toilets)).summary["contributions"]
    assert [entry["persons_in_reach"] for entry in entries] == [40.0, 40.0]
    assert [entry["persons_only_here"] for entry in entries] == [0.0, 0.0]


def test_repeated_household_ids_keep_one_row_each():
    project = tiny_township()
    homes = project.layers["households"].copy()
    homes["household_id"] = "same"
    outcome = planned(project.with_layer("households", homes))
    assert len(outcome.results["household_access"]) == len(homes)
    assert outcome.summary["persons_covered"] == 120.0


def test_the_sites_add_up_to_the_people_covered():
    outcome = planned(model="mclp", facility_count=2)
    sites = outcome.results["toilet_sites"]
    access = access_of(outcome)
    assert sites["persons_served"].sum() == access["persons"][access["is_covered"]].sum()
    assert sites["households_served"].sum() == int(access["is_covered"].sum())


def test_a_dragged_toilet_shows_what_a_new_start_would():
    project = tiny_township()
    request = SitingRequest(model="mclp", facility_count=2)
    project = accept_outcome(project, "site", request, run_siting(project, request))
    before = preview_scenario(project)
    assert before.persons_covered == 80.0
    site = before.site_ids[0]
    away = before.moved(site, (500_500.0, 3_300_000.0))
    assert away.persons_covered < 80.0 or away.walk_mean_m != before.walk_mean_m
    assert before.removed(site).persons_covered == 40.0
    back = away.moved(site, before.distances.site_xy_m[0])
    assert np.array_equal(back.is_covered, before.is_covered)
    assert back.walk_mean_m == pytest.approx(before.walk_mean_m)
