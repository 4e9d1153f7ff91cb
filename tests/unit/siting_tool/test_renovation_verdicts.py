"""What is not known is never a pass: every rule says what it assumed and what to look at."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from algorithms.renovation.rule_table import RULES, UNKNOWN
from algorithms.renovation.rules import check_rules
from siting_tool.project.renovation_json import json_lists, verdict_fragments
from siting_tool.project.renovation_texts import read_verdicts, verdict_sentence
from tests.helpers.lane_village import renovate, village
from tests.helpers.rule_households import households, limits

NAN, NO_ANSWER = np.array([np.nan]), np.array([-1], np.int8)
FLUSHED_TANK = {"existing_toilet": np.array(["three_chamber"])}
# Rule, what is not known of the household, whether the mode stands meanwhile.
MISSING = (
    ("keep_type", {"existing_toilet": np.array([""])}, False),
    ("keep_retention", {**FLUSHED_TANK, "flush_litres": NAN}, True),
    ("sewer_water", {"has_piped_water": NO_ANSWER}, True),
    ("tank_water", {"has_piped_water": NO_ANSWER}, True),
    ("tank_flush", {"flush_litres": NAN}, True),
    ("tank_yard", {"yard_area_m2": NAN}, True),
    ("tank_source", {"drinking_source_distance_m": NAN}, True),
    ("tank_well", {"well_distance_m": NAN}, True),
    ("tank_building", {"neighbour_distance_m": NAN}, True),
    ("tank_groundwater", {"groundwater_depth_m": NAN}, True),
    ("tank_slope", {"slope": NAN}, True),
    ("tank_emptying", {"truck_road_distance_m": NAN}, True),
    ("tank_digger", {"access_width_m": NAN}, True),
    ("dry_indicated", {"has_piped_water": NO_ANSWER}, False),
    ("dry_yard", {"yard_area_m2": NAN}, True),
    ("dry_source", {"drinking_source_distance_m": NAN}, True),
    ("dry_slope", {"slope": NAN}, True),
    ("persons", {"persons_known": np.array([False])}, True),
    ("supply", {"has_piped_water": np.array([0], np.int8),
                "existing_toilet": np.array(["flush_to_pit"])}, True),
    ("occupied", {"is_occupied": NO_ANSWER}, True),
    ("willing", {"is_willing": NO_ANSWER}, True),
)  # fmt: skip
KNOWN = {
    "has_piped_water": np.array([1], np.int8), "flush_litres": np.array([0.6]),
    "yard_area_m2": np.array([60.0]), "access_width_m": np.array([3.0]),
    "is_occupied": np.array([1], np.int8), "is_willing": np.array([1], np.int8),
    "groundwater_depth_m": np.array([5.0]), "slope": np.array([0.02]),
    "drinking_source_distance_m": np.array([500.0]), "well_distance_m": np.array([500.0]),
    "truck_road_distance_m": np.array([5.0]),
}  # fmt: skip
# Facts of the map or the township that are always known, and what the design finds.
ALWAYS_KNOWN = {
    "keep_zone", "sewer_freezing", "sewer_trench", "sewer_lateral", "sewer_outlet",
    "sewer_compulsory", "sewer_flushing", "sewer_pump", "tank_zone", "tank_freezing",
    "tank_retention", "tank_volume", "tank_area", "dry_zone", "dry_area",
}  # fmt: skip


def verdict(code, known):
    outcome = check_rules(households(**known), limits()).outcomes[code]
    return outcome, read_verdicts(json_lists([verdict_fragments(code, outcome)])[0])


def test_the_table_names_every_rule():
    named = {code for code, _, _ in MISSING} | ALWAYS_KNOWN
    assert {rule.code for rule in RULES} <= named


@pytest.mark.parametrize(("code", "missing", "stands"), MISSING)
def test_missing_data_is_no_pass_and_says_what_to_do(code, missing, stands):
    outcome, entries = verdict(code, {**KNOWN, **missing})
    assert outcome.verdict[0] == UNKNOWN
    assert bool(outcome.stands[0]) is stands
    assert entries[0]["verdict"] == "unknown"
    assert entries[0]["assumed"] is stands
    english, chinese = (verdict_sentence(entries[0], language) for language in ("en", "zh"))
    assert re.search(r"assumed|planned whatever", english)
    assert re.search(r"check|measure|ask|count", english)
    assert re.search(r"假定|方案一律", chinese)
    assert "须现场" in chinese
    assert "–" not in english + chinese


@pytest.mark.parametrize(
    "code", [code for code, missing, _ in MISSING if code not in {"supply", "keep_type"}]
)
def test_known_data_is_not_unknown(code):
    tank = FLUSHED_TANK if code.startswith("keep") else {}
    outcome, _ = verdict(code, {**KNOWN, **tank})
    assert outcome.verdict[0] != UNKNOWN


def test_a_rule_that_says_nothing_is_left_out():
    """Who has no tank is not told about the days it holds."""
    assert verdict("keep_retention", KNOWN)[1] == []


def test_a_verdict_holds_only_what_differs_between_households():
    outcome, entries = verdict("tank_yard", {**KNOWN, "yard_area_m2": np.array([6.0])})
    written = json.loads(verdict_fragments("tank_yard", outcome)[0])
    assert written == {"rule": "tank_yard", "verdict": "failed", "value": 6, "limit": 8}
    assert entries[0]["mode"] == "septic_tank"
    assert entries[0]["parameter"] == "tank.yard_area_min_m2"
    assert entries[0]["blocks"] is True


def test_numbers_are_written_as_people_read_them():
    slope = {"rule": "tank_slope", "verdict": "passed", "value": 0.02409, "limit": 0.35}
    assert verdict_sentence(slope, "en") == "The ground slopes 2.4 %, at most 35 %."
    outlet = {"rule": "sewer_outlet", "verdict": "passed", "value": 2.159e6}
    assert "2,159,000" in verdict_sentence(outlet, "zh")
    close = {"rule": "tank_source", "verdict": "failed", "value": 29.97, "limit": 30.0}
    assert "29.97 m" in verdict_sentence(close, "en")


def test_what_makes_up_for_a_failed_rule_stands_in_its_sentence():
    """Two pairs with yards of 2 m2 share tanks: the yard fails and yet blocks nothing."""
    outcome = renovate(
        village(houses_per_side=2, spacing_m=300.0, yard_area_m2=[2.0] * 4),
        treatment__are_allowed=False,
        mode__connect_is_compulsory=False,
    )
    household = outcome.results["household_modes"].iloc[0]
    entry = next(v for v in read_verdicts(household["verdicts"]) if v["rule"] == "tank_yard")
    assert (entry["verdict"], entry["blocks"]) == ("failed", False)
    assert "share" in verdict_sentence(entry, "en")
    assert "among 2 households" in household["reason_en"]


def test_a_flushing_toilet_without_piped_water_is_looked_at():
    outcome = renovate(
        village(
            houses_per_side=2, spacing_m=300.0, has_piped_water=[False] * 4,
            existing_toilet=["flush_to_pit"] * 4,
        )
    )  # fmt: skip
    households_ = outcome.results["household_modes"]
    assert households_["needs_site_check"].all()
    assert households_["reason_en"].str.contains("Own water supply").all()


def test_a_reason_claims_no_room_that_nobody_measured():
    """Two tanks alike, of one house the yard is not known."""
    project = village(
        houses_per_side=1, spacing_m=300.0, yard_area_m2=[60.0, np.nan],
        flush_litres=[0.6] * 2, groundwater_depth_m=[5.0] * 2, access_width_m=[3.0] * 2,
    )  # fmt: skip
    water = gpd.GeoDataFrame(
        {"water_kind": ["well", "drinking_source"]},
        geometry=[shapely.Point(500.0, 900.0), shapely.Point(600.0, 900.0)],
        crs=project.crs,
    )
    outcome = renovate(
        replace(project, layers={**project.layers, "water": water}),
        mode__connect_is_compulsory=False,
        treatment__are_allowed=False,
    )
    modes = outcome.results["household_modes"]
    assert set(modes["mode"]) == {"septic_tank"}
    assert modes["reason_en"].str.contains("room and distances fit").tolist() == [True, False]
    assert modes["reason_zh"].str.contains("未登记的按假定").tolist() == [False, True]


def test_sentences_load_no_solver():
    """The window says them, and opens before anything is compiled."""
    code = (
        "import sys, siting_tool.project.renovation_texts, siting_tool.project.plan_text, "
        "siting_tool.project.site_rule_text; "
        "print({'numba', 'highspy', 'scipy'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "set()"
