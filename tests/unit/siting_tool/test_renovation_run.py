import json
import re
from collections import Counter
from dataclasses import replace

import pytest
import shapely

from algorithms.errors import CancelledError
from layers.result_schema import RENOVATION_RESULTS, RESULT_SCHEMAS
from resources.catalogue import load_profile
from resources.texts import all_texts
from siting_tool.project import swmm_check
from siting_tool.project.errors import ProjectError
from siting_tool.project.project import Project
from siting_tool.project.renovation_run import prepare_renovation, run_renovation
from siting_tool.project.renovation_texts import (
    cost_item_title,
    flip_sentence,
    read_verdicts,
    source_note,
    verdict_sentence,
)
from siting_tool.project.runs import RenovationRequest
from tests.helpers.lane_village import CRS, FAST, renovate, village


@pytest.fixture(scope="module")
def dense():
    return renovate(village())


def test_a_dense_lane_beside_the_works_connects(dense):
    assert dense.summary["modes"]["sewer"] == 40
    assert dense.summary["sewer"]["plants"] == [
        {"plant_id": "W1", "kind": "town_works", "households": 40, "flow_m3_d": 8.4}
    ]


def test_every_layer_has_its_declared_columns(dense):
    for role in RENOVATION_RESULTS:
        declared = {field.name for field in RESULT_SCHEMAS[role].fields}
        assert set(dense.results[role].columns) - {"geometry"} == declared


def test_the_summary_is_the_sum_of_the_households(dense):
    households = dense.results["household_modes"]
    summary = dense.summary
    assert summary["present_value_yuan"] == pytest.approx(
        households["present_value_yuan"].sum(), abs=1
    )
    assert summary["capital_yuan"] == pytest.approx(households["capital_yuan"].sum(), abs=1)
    assert summary["bound_yuan"] <= summary["present_value_yuan"]


def test_capital_is_what_pipes_manholes_plants_and_houses_cost(dense):
    """The shares of the network add up to the network."""
    results = dense.results
    items = [i for text in results["household_modes"]["cost_items"] for i in json.loads(text)]
    shares = Counter()
    for item in items:
        shares[item["item"]] += item["amount_yuan"]
    pipes = results["sewer_pipes"]
    street = pipes.loc[pipes["kind"] == "gravity", "cost_yuan"].sum()
    parts = ("network_share", "depth_share", "rock_share", "surface_share")
    assert sum(shares[part] for part in parts) == pytest.approx(street, rel=1e-4)
    assert shares["manhole_share"] == pytest.approx(
        results["manholes"]["cost_yuan"].sum(), rel=1e-4
    )


def test_every_sentence_of_every_card_exists_in_both_languages(dense):
    texts, profile = all_texts(), load_profile()
    for row in dense.results["household_modes"].itertuples():
        for entry in read_verdicts(row.verdicts):
            assert {"mode", "rule", "verdict", "value", "limit", "unit", "blocks"} <= set(entry)
            assert all(verdict_sentence(entry, language) for language in ("zh", "en"))
            assert all(source_note(profile[entry["parameter"]], one) for one in ("zh", "en"))
        for item in json.loads(row.cost_items):
            assert cost_item_title(item, "zh") != item["item"]
        for flip in json.loads(row.flips):
            assert flip_sentence(flip, "en")
        assert row.reason_zh
        assert row.reason_en
    assert "rule.tank_yard" in texts


def test_without_water_the_house_gets_a_dry_toilet():
    outcome = renovate(village(houses_per_side=2, spacing_m=300.0, has_piped_water=[False] * 4))
    assert set(outcome.results["household_modes"]["mode"]) == {"dry"}


def test_a_good_toilet_is_kept_and_costs_nothing():
    outcome = renovate(village(existing_toilet=["three_chamber"] * 40))
    households = outcome.results["household_modes"]
    assert set(households["mode"]) == {"keep"}
    assert households["present_value_yuan"].sum() == 0.0


def test_a_mode_set_by_hand_is_kept_and_priced(dense):
    outcome = renovate(village(), fixed={"H003": "dry"})
    household = outcome.results["household_modes"].set_index("household_id").loc["H003"]
    assert household["mode"] == "dry"
    assert household["is_fixed"]
    more = outcome.summary["present_value_yuan"] - dense.summary["present_value_yuan"]
    assert household["override_cost_yuan"] == pytest.approx(more, abs=2.0)


def test_an_override_on_a_prepared_plan_gives_what_a_whole_run_gives():
    prepared = prepare_renovation(village(), RenovationRequest(parameters=FAST))
    again = prepared.with_fixed_modes({"H003": "dry"}).outcome(0.0)
    whole = renovate(village(), fixed={"H003": "dry"})
    assert again.summary["present_value_yuan"] == whole.summary["present_value_yuan"]
    assert again.summary["modes"] == whole.summary["modes"]


def test_neighbours_without_room_share_a_tank():
    """Two pairs 12 m apart; yards of 2 m2 hold no tank, so each pair shares one."""
    outcome = renovate(
        village(houses_per_side=2, spacing_m=300.0, yard_area_m2=[2.0] * 4),
        treatment__are_allowed=False,
        mode__connect_is_compulsory=False,
    )
    assert set(outcome.results["household_modes"]["variant"]) == {"shared_tank"}
    tanks = outcome.results["treatment_plants"]
    assert tanks["households"].tolist() == [2, 2]
    assert set(tanks["kind"]) == {"shared_tank"}


def test_the_column_fixed_mode_is_kept_too():
    modes = ["septic_tank"] + [None] * 39
    outcome = renovate(village(fixed_mode=modes))
    assert outcome.results["household_modes"]["mode"].iloc[0] == "septic_tank"


def test_unknown_households_and_modes_are_refused():
    with pytest.raises(ProjectError) as caught:
        renovate(village(houses_per_side=2), fixed={"nobody": "dry"})
    assert caught.value.code == "renovation.unknown_household"
    with pytest.raises(ProjectError) as caught:
        renovate(village(houses_per_side=2), fixed={"H001": "bucket"})
    assert caught.value.code == "renovation.unknown_mode"


def test_without_terrain_nobody_is_sewered_and_the_card_says_why():
    project = village()
    outcome = renovate(Project(crs=CRS, layers=project.layers))
    assert outcome.summary["modes"]["sewer"] == 0
    verdicts = read_verdicts(outcome.results["household_modes"]["verdicts"].iloc[0])
    lateral = next(entry for entry in verdicts if entry["rule"] == "sewer_lateral")
    assert lateral["verdict"] == "unknown"


def test_a_house_off_the_terrain_is_survived():
    project = village()
    households = project.layers["households"].copy()
    households.loc[0, "geometry"] = shapely.Point(-4000.0, 0.0)
    outcome = renovate(project.with_layer("households", households))
    assert outcome.results["household_modes"]["mode"].iloc[0] == "septic_tank"
    assert outcome.summary["modes"]["sewer"] == 39


def test_confidence_is_repeatable_and_a_share():
    project = village(houses_per_side=6)
    runs = [renovate(project, mode__confidence_runs=4) for _ in range(2)]
    first, second = (run.results["household_modes"]["confidence"] for run in runs)
    assert first.equals(second)
    assert first.between(0.0, 1.0).all()


def test_cancel_stops_the_run():
    class Stop:
        def report(self, stage, share=None):
            raise CancelledError

    with pytest.raises(CancelledError):
        run_renovation(village(houses_per_side=2), RenovationRequest(), Stop())


def test_a_good_sewer_passes_in_swmm(dense):
    values = village().parameter_values(FAST)
    reports = swmm_check.check_plan(dense.results, values)
    assert [report.system_id for report in reports] == ["S01"]
    assert reports[0].passes
    assert 0.0 < reports[0].max_depth_ratio <= 0.55


def test_an_undersized_sewer_fails_in_swmm(dense):
    """Pipes of 2 cm carry about 0.06 l/s at 1 %; 40 houses of 3 bring 0.34 l/s at the peak."""
    pipes = dense.results["sewer_pipes"].copy()
    pipes.loc[pipes["kind"] == "gravity", "diameter_m"] = 0.02
    values = village().parameter_values(FAST)
    report = swmm_check.check_plan({**dense.results, "sewer_pipes": pipes}, values)[0]
    assert not report.passes
    assert report.surcharged_pipes
    assert report.overfilled_pipes


def test_a_sewer_whose_flows_do_not_balance_fails_in_swmm(dense):
    """The error is what the engine's report says, and too large a one is no proof."""
    report = swmm_check.check_plan(dense.results, village().parameter_values(FAST))[0]
    said = re.search(r"Continuity Error \(%\) \.+ +(-?[\d.]+)", report.report)
    assert said is not None
    assert report.continuity_error == pytest.approx(abs(float(said[1])) / 100.0)
    wrong = report.report.replace(said[0], "Continuity Error (%) .....        -2.500")
    assert swmm_check.continuity_error(wrong) == pytest.approx(0.025)
    assert not replace(report, continuity_error=0.025).passes
    with pytest.raises(ValueError, match="continuity"):
        swmm_check.continuity_error("no such line")
