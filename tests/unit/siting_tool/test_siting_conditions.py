"""What a planner asks of every model: villages, places, capacity, a second goal."""

from __future__ import annotations

import pytest

from algorithms.errors import InfeasibleError, InputError
from siting_tool.messages import error_text
from siting_tool.project.runs import SitingRequest
from siting_tool.project.siting_run import run_siting
from siting_tool.project.siting_text import siting_lines
from tests.helpers.tiny_township import (
    VILLAGE_NAMES,
    VILLAGES,
    WEST,
    frame,
    point,
    tiny_township,
    toilet,
)

FAR_MODELS = ("p-median", "p-center")


def planned(project=None, model="lscp", parameters=None, **request):
    changes = {
        "public.curve_points": 0,
        "public.frequented_road_persons": 0.0,
        **(parameters or {}),
    }
    request = SitingRequest(model=model, parameters=changes, **request)
    return run_siting(project or tiny_township(), request).summary


def light_east():
    """Return the township with one person per household in the eastern village."""
    project = tiny_township()
    homes = project.layers["households"].copy()
    homes.loc[homes["household_id"].str.startswith("c"), "persons_resident"] = 1
    return project.with_layer("households", homes)


def villages_with_toilet(summary):
    return {site["village_code"] for site in summary["sites"]}


def test_every_village_gets_a_toilet_though_people_would_walk_less():
    """Two toilets stand in the two western hamlets of 40 until the floor asks for the east."""
    assert villages_with_toilet(planned(light_east(), "p-median", facility_count=2)) == {
        VILLAGES[0]
    }
    floor = {"public.village_floor": "toilet"}
    held = planned(light_east(), "p-median", floor, facility_count=2)
    assert villages_with_toilet(held) == set(VILLAGES)
    assert held["status"] == "optimal"


@pytest.mark.parametrize("model", FAR_MODELS)
def test_more_villages_than_toilets_are_refused_by_name(model):
    with pytest.raises(InfeasibleError) as caught:
        planned(None, model, {"public.village_floor": "toilet"}, facility_count=1)
    assert caught.value.code == "siting.must_serve_count"
    assert caught.value.values["names"] in VILLAGE_NAMES


@pytest.mark.parametrize("model", FAR_MODELS)
def test_a_place_that_must_be_served_has_a_toilet_within_its_distance(model):
    """The only toilet would stand near x = 1000; the place at x = 550 asks for 350 to 750."""
    places = frame([{"place_id": "P", "must_serve": True, "geometry": point(550.0, 10.0)}])
    asked = {"facility_count": 1, "service_distance_m": 200.0}
    summary = planned(tiny_township(places=places), model, **asked)
    assert 350.0 <= summary["sites"][0]["x"] - WEST <= 750.0
    assert summary["must_serve_unmet"] == []
    free = planned(tiny_township(places=places), model, {"public.must_serve_given": False}, **asked)
    assert free["sites"][0]["x"] - WEST > 900.0
    assert free["objective"] < summary["objective"]


@pytest.mark.parametrize("model", FAR_MODELS)
def test_every_village_keeps_its_share_of_covered_people(model):
    """30 % of the west is one hamlet, 30 % of the east its only one; the bound stays below."""
    shares = {"public.village_floor": "share", "public.village_floor_share": 0.3}
    asked = {"facility_count": 2, "service_distance_m": 150.0}
    held = planned(light_east(), model, shares, **asked)
    assert villages_with_toilet(held) == set(VILLAGES)
    assert held["persons_covered"] >= 0.3 * 100.0 + 0.3 * 3.0
    assert held["bound"] <= held["objective"]


@pytest.mark.parametrize("model", FAR_MODELS)
def test_shares_that_so_few_toilets_cannot_keep_name_the_village_left_short(model):
    shares = {"public.village_floor": "share", "public.village_floor_share": 0.3}
    with pytest.raises(InfeasibleError) as caught:
        planned(None, model, shares, facility_count=1, service_distance_m=150.0)
    assert caught.value.code == "siting.village_share_count"
    assert caught.value.values["names"] in VILLAGE_NAMES


def test_full_toilets_send_a_hamlet_to_the_next_one():
    """Three toilets of 50 persons serve three hamlets of 40; two of them serve 50 each at most."""
    capacity = {
        "public.uses_capacity": True,
        "public.persons_per_toilet": 50.0,
        "public.most_toilets_per_site": 1,
    }
    three = planned(None, "p-median", capacity, facility_count=3)
    assert [site["persons_served"] for site in three["sites"]] == [40.0] * 3
    two = planned(None, "p-median", capacity, facility_count=2, service_distance_m=1200.0)
    assert [site["persons_served"] for site in two["sites"]] == [50.0] * 2
    assert two["status"] == "feasible" or two["gap"] == 0.0


def test_the_west_needs_a_second_toilet_where_one_site_serves_two_hamlets():
    """Within 1200 m one site reaches all 120 persons; of 50 each it needs three toilets."""
    capacity = {
        "public.uses_capacity": True,
        "public.persons_per_toilet": 50.0,
        "public.most_toilets_per_site": 3,
    }
    asked = {"facility_count": 1, "service_distance_m": 1200.0}
    assert planned(None, "mclp", capacity, **asked)["persons_covered"] == 120.0
    capacity["public.most_toilets_per_site"] = 2
    assert planned(None, "mclp", capacity, **asked)["persons_covered"] == 100.0


def test_capacity_keeps_the_share_of_every_village_and_the_place_that_must_be_served():
    """Two toilets of 50 serve 30 % of the west and of the east within 150 m, and the place.

    Without shares both stand in the west, where nearly all people live.
    """
    capacity = {"public.uses_capacity": True, "public.persons_per_toilet": 60.0}
    shares = {"public.village_floor": "share", "public.village_floor_share": 0.3}
    asked = {"facility_count": 2, "service_distance_m": 150.0}
    free = planned(light_east(), "p-median", capacity, **asked)
    held = planned(light_east(), "p-median", {**capacity, **shares}, **asked)
    assert villages_with_toilet(free) == {VILLAGES[0]}
    assert villages_with_toilet(held) == set(VILLAGES)
    assert held["bound"] <= held["objective"]
    with pytest.raises(InfeasibleError) as caught:
        planned(light_east(), "p-median", {**capacity, **shares}, facility_count=1)
    assert caught.value.code == "siting.village_share_count"


@pytest.mark.parametrize(("model", "count"), [("lscp", {}), ("mclp", {"facility_count": 3})])
def test_cover_first_then_shortest_walks_is_the_median_where_all_are_covered(model, count):
    """With three toilets everyone is covered anyway, so the second goal is the p-median's."""
    plain = planned(None, model, **count)
    walks = planned(None, model, {"public.second_goal": "shortest_walks"}, **count)
    median = planned(None, "p-median", facility_count=3)
    assert walks["persons_covered"] == plain["persons_covered"] == 120.0
    assert walks["cost_yuan"] == plain["cost_yuan"]
    assert walks["walk_mean_m"] < plain["walk_mean_m"]
    assert walks["second_goal"]["objective"] == pytest.approx(median["objective"])
    assert walks["second_goal"]["is_proven_optimal"]


def test_an_indoor_toilet_stands_in_for_a_new_one_if_few_are_given_up():
    """Within 100 m it reaches 30 of its hamlet's 40 persons, so 10 of 120 are given up."""
    indoor = frame([toilet("inside", 1060.0, toilet_kind="indoor", is_open=False)])
    project = tiny_township(public_toilets=indoor)
    asked = {"facility_count": 3, "service_distance_m": 100.0}
    goal = {"public.second_goal": "least_cost"}
    plain = planned(project, "mclp", **asked)
    stingy = planned(project, "mclp", {**goal, "public.cost_goal_loss_share": 0.08}, **asked)
    saving = planned(project, "mclp", {**goal, "public.cost_goal_loss_share": 0.09}, **asked)
    assert plain["persons_covered"] == stingy["persons_covered"] == 120.0
    assert stingy["status"] == "optimal"
    assert saving["persons_covered"] == 110.0
    assert saving["status"] == "feasible"
    assert saving["second_goal"]["given_up"] == 10.0
    assert "indoor" in {site["kind"] for site in saving["sites"]}
    assert saving["cost_yuan"] < plain["cost_yuan"]
    assert saving["second_goal"]["bound"] <= saving["second_goal"]["objective"]
    assert any("given up for it: 10 persons" in line for line in siting_lines(saving, "en"))


def test_a_fourth_toilet_backs_up_a_hamlet():
    """Three toilets cover three hamlets once; the fourth gives 40 persons a second one."""
    goal = {"public.second_goal": "backup"}
    asked = {"service_distance_m": 200.0}
    summary = planned(None, "mclp", goal, facility_count=4, **asked)
    assert summary["persons_covered"] == 120.0
    assert summary["second_goal"]["objective"] == summary["second_goal"]["bound"] == 40.0
    assert planned(None, "mclp", goal, facility_count=3, **asked)["second_goal"]["objective"] == 0.0


@pytest.mark.parametrize(
    ("model", "parameters", "code"),
    [
        ("p-median", {"public.second_goal": "backup"}, "siting.no_second_goal_here"),
        (
            "mclp",
            {"public.second_goal": "backup", "public.uses_capacity": True},
            "siting.no_second_goal_here",
        ),
        ("lscp", {"public.second_goal": "least_cost"}, "siting.least_cost_is_for_mclp"),
        ("p-center", {"public.uses_capacity": True}, "siting.no_capacity_here"),
    ],
)
def test_what_does_not_go_together_is_refused_in_both_languages(model, parameters, code):
    with pytest.raises(InputError) as caught:
        planned(None, model, parameters, facility_count=2)
    assert caught.value.code == code
    for language in ("en", "zh"):
        assert model in error_text(caught.value, language)


def test_among_equally_good_sites_what_stands_and_given_plots_come_first():
    """Any place beside a hamlet reaches its 40 persons. Under review the old toilet of the
    west costs least, in the middle the public plot needs no land, in the east all cost alike."""
    plots = frame([{"site_id": "public plot", "geometry": point(1100.0, -6.0)}])
    standing = frame([toilet("old", 250.0)])
    project = tiny_township(candidate_sites=plots, public_toilets=standing)
    summary = planned(project, "mclp", {"public.review_existing": True}, facility_count=3)
    assert summary["persons_covered"] == 120.0
    assert {"old", "public plot"} <= {site["site_id"] for site in summary["sites"]}
    assert summary["status"] == "optimal"


@pytest.mark.parametrize("floor", ["toilet", "share"])
def test_a_least_for_villages_without_any_village_is_refused(floor):
    project = tiny_township()
    nowhere = project.layers["village_boundaries"].iloc[:0]
    project = project.with_layer("village_boundaries", nowhere)
    with pytest.raises(InputError) as caught:
        planned(project, "mclp", {"public.village_floor": floor}, facility_count=2)
    assert caught.value.code == "siting.floor_needs_villages"


@pytest.mark.parametrize(
    ("toilets", "asked", "served"),
    [
        (("none", "none", "none"), "no_toilet", True),
        (("dry_pit", "none", "flush_to_pit"), "no_toilet", False),
        (("dry_pit", "none", "flush_to_pit"), "no_toilet_or_pit", True),
        (("dry_pit", "biogas", "none"), "no_toilet_or_pit", False),
    ],
)
def test_a_cluster_without_sanitary_toilets_comes_before_people(toilets, asked, served):
    """The light eastern hamlet gets the only toilet if its three households make a cluster."""
    project = light_east()
    homes = project.layers["households"].copy()
    homes["existing_toilet"] = "three_chamber"
    homes.loc[homes["household_id"].str.startswith("c"), "existing_toilet"] = list(toilets)
    project = project.with_layer("households", homes)
    parameters = {
        "public.unsanitary_toilets": asked,
        "public.unsanitary_cluster_households": 3,
    }
    summary = planned(project, "mclp", parameters, facility_count=1, service_distance_m=200.0)
    assert (villages_with_toilet(summary) == {VILLAGES[1]}) == served


@pytest.mark.parametrize("goal", ["none", "least_cost"])
def test_no_cheaper_site_takes_the_toilet_from_a_place_that_must_be_served(goal):
    """The only toilet must stand near x = 550, where nobody lives within 200 m. An indoor
    toilet would cost a tenth and serve 40 persons elsewhere."""
    project = tiny_township(
        places=frame([{"place_id": "P", "must_serve": True, "geometry": point(550.0, 10.0)}]),
        public_toilets=frame([toilet("inside", 1060.0, toilet_kind="indoor", is_open=False)]),
    )
    parameters = {"public.second_goal": goal, "public.cost_goal_loss_share": 0.5}
    summary = planned(project, "mclp", parameters, facility_count=1, service_distance_m=200.0)
    assert summary["must_serve_unmet"] == []
    assert [site["kind"] for site in summary["sites"]] == ["candidate"]
