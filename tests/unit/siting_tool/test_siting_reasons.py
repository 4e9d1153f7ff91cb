"""Why each household has no toilet: the reason in layer, document and words."""

from __future__ import annotations

import pytest

from algorithms.errors import InfeasibleError
from siting_tool.messages import error_text
from siting_tool.project.runs import SitingRequest
from siting_tool.project.site_rule_text import site_rule_text
from siting_tool.project.siting_run import run_siting
from siting_tool.project.siting_text import siting_lines
from tests.helpers.tiny_township import VILLAGES, frame, line, tiny_township

LIGHT_EAST_PERSONS = 3.0


def planned(project, model="mclp", parameters=None, **request):
    changes = {"public.curve_points": 0, "public.frequented_road_persons": 0.0}
    request = SitingRequest(model=model, parameters={**changes, **(parameters or {})}, **request)
    return run_siting(project, request)


def light_east():
    """Return the township with one person per household in the eastern village."""
    project = tiny_township()
    homes = project.layers["households"].copy()
    homes.loc[homes["household_id"].str.startswith("c"), "persons_resident"] = 1
    return project.with_layer("households", homes)


def reasons_of(outcome):
    access = outcome.results["household_access"]
    return dict(zip(access["household_id"], access["reason"], strict=True))


@pytest.mark.parametrize("model", ["mclp", "p-median"])
@pytest.mark.parametrize(
    "floor",
    [
        {"public.village_floor": "toilet"},
        {"public.village_floor": "share", "public.village_floor_share": 0.3},
    ],
)
def test_who_goes_without_for_the_sake_of_the_villages_is_told_so(model, floor):
    """Two toilets would serve the two western hamlets of 40; the floor sends one to the east,
    so three households of one western hamlet are left out, and they alone."""
    asked = {"facility_count": 2, "service_distance_m": 200.0}
    outcome = planned(light_east(), model, floor, **asked)
    reasons = reasons_of(outcome)
    left_out = {home for home, reason in reasons.items() if reason == "village_limit"}
    assert left_out in ({"a0", "a1", "a2"}, {"b0", "b1", "b2"})
    assert left_out == {
        entry["household_id"]
        for entry in outcome.summary["uncoverable"]
        if entry["reason"] == "village_limit"
    }
    assert (reasons["far"], reasons["lost"]) == ("island", "no_road")
    free = planned(light_east(), model, **asked)
    assert {home for home, reason in reasons_of(free).items() if reason == "not_chosen"} == {
        "c0",
        "c1",
        "c2",
    }
    assert free.summary["left_out"] == {
        "not_chosen": {"households": 3, "persons": LIGHT_EAST_PERSONS}
    }
    access = outcome.results["household_access"].set_index("household_id")
    for language, words in (("en", "what every village gets at least"), ("zh", "每村保底")):
        sentence = access.loc[sorted(left_out)[0], f"reason_{language}"]
        assert words in sentence
        assert any(sentence in line for line in siting_lines(outcome.summary, language))


def test_a_floor_that_costs_nobody_a_toilet_is_no_reason():
    """Hamlets of 40 each: two toilets serve 80 people with the floor as without it."""
    floor = {"public.village_floor": "toilet"}
    outcome = planned(tiny_township(), "mclp", floor, facility_count=2, service_distance_m=200.0)
    assert "village_limit" not in reasons_of(outcome).values()
    assert outcome.summary["left_out"]["not_chosen"] == {"households": 3, "persons": 40.0}


def test_a_household_beside_a_full_toilet_is_not_told_that_it_is_near():
    """One site of 50 persons in the west serves 50 of 80 within 1200 m; the rest finds it full."""
    capacity = {
        "public.uses_capacity": True,
        "public.persons_per_toilet": 50.0,
        "public.most_toilets_per_site": 1,
    }
    asked = {"facility_count": 1, "service_distance_m": 1200.0}
    outcome = planned(tiny_township(), "mclp", capacity, **asked)
    full = outcome.summary["left_out"]["full"]
    assert full["persons"] == 120.0 - 50.0
    access = outcome.results["household_access"]
    sentences = access.loc[access["reason"] == "full", "reason_zh"]
    assert len(sentences) == full["households"]
    assert sentences.str.contains("服务人数已达上限").all()
    assert any("full" in line for line in siting_lines(outcome.summary, "en"))


def test_a_village_without_an_allowed_site_is_named_though_others_are_planned():
    """The whole east forbids toilets: the floor can't be kept there, and the plan says so."""
    shut = [{"forbids": "toilet", "geometry": line((1500, 0), (2600, 0)).buffer(600.0)}]
    project = tiny_township(restricted_areas=frame(shut))
    floor = {"public.village_floor": "toilet"}
    for model, asked in (("lscp", {}), ("mclp", {"facility_count": 2})):
        summary = planned(project, model, floor, **asked).summary
        (unmet,) = summary["must_serve_unmet"]
        assert (unmet["place_kind"], unmet["place_id"]) == ("village", VILLAGES[1])
        assert unmet["reason"] == "no_site"
        assert any("东村" in words for words in siting_lines(summary, "zh"))


def test_shares_out_of_reach_name_the_households_and_what_stands_in_their_way():
    """In the west ``lost`` has no road and ``far`` only an island: 80 of 100 people are left."""
    shares = {"public.village_floor": "share", "public.village_floor_share": 0.9}
    with pytest.raises(InfeasibleError) as caught:
        planned(tiny_township(), "mclp", shares, facility_count=3)
    assert caught.value.code == "siting.village_share_out_of_reach"
    for language in ("en", "zh"):
        words = error_text(caught.value, language)
        assert "西村" in words
        assert "1 (lost)" in words
        assert "1 (far)" in words


def test_a_limit_too_small_for_the_shares_names_the_villages_that_fall_short():
    """One toilet reaches one hamlet: half of the west or all of the light east, never both."""
    shares = {"public.village_floor": "share", "public.village_floor_share": 0.3}
    with pytest.raises(InfeasibleError) as caught:
        planned(light_east(), "mclp", shares, facility_count=1, service_distance_m=200.0)
    assert caught.value.code == "siting.village_share_count"
    assert caught.value.values["names"] == "东村"


@pytest.mark.parametrize(
    ("value", "limit", "unit", "shown"),
    [
        (30.04, 30.0, "m", "30.04 m (at most 30 m)"),
        (33.4, 30.0, "m", "33.4 m (at most 30 m)"),
        (30.0, 30.0, "m", "30 m (at most 30 m)"),
        (None, 30.0, "m", "(at most 30 m)"),
    ],
)
def test_a_limit_missed_by_little_does_not_look_kept(value, limit, unit, shown):
    entry = {"rule": "vehicle", "verdict": "failed", "value": value, "limit": limit, "unit": unit}
    assert shown in site_rule_text(entry, "en")


def test_slopes_are_in_percent():
    entry = {"rule": "slope", "verdict": "failed", "value": 0.253, "limit": 0.25, "unit": ""}
    assert "25.3 % (at most 25 %)" in site_rule_text(entry, "en")
    assert "25.3 %（不大于 25 %）" in site_rule_text(entry, "zh")
