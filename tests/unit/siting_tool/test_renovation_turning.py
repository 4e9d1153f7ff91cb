"""What turns a choice, how firm it is, and what a mode set by hand costs and changes."""

import json
from dataclasses import replace

import numpy as np
import pytest

from siting_tool.project.edits import AcceptRun
from siting_tool.project.override_text import decision_lines
from siting_tool.project.plan_text import renovation_lines
from siting_tool.project.project import Project
from siting_tool.project.renovation_override import prepare_as_planned, replan
from siting_tool.project.renovation_run import run_renovation
from siting_tool.project.runs import RenovationRequest
from tests.helpers.lane_village import CRS, Slope, renovate, village

FREE = {"mode.connect_is_compulsory": False, "treatment.are_allowed": False,
        "mode.confidence_runs": 0}  # fmt: skip
PRICES = {f"price.sewer_dn{size}_yuan_m": price
          for size, price in ((110, 100.0), (160, 200.0), (200, 260.0), (300, 450.0))}  # fmt: skip
PRICES |= {"price.manhole_plastic_yuan": 700.0, "price.manhole_concrete_yuan": 2200.0}


def plan(project, factor=1.0, **parameters):
    prices = {key: price * factor for key, price in PRICES.items()}
    changes = {key.replace("__", "."): value for key, value in parameters.items()}
    request = RenovationRequest(parameters={**FREE, **prices, **changes})
    return run_renovation(project, request)


def flips(outcome, index=0):
    row = outcome.results["household_modes"].iloc[index]
    return {entry["what"]: entry for entry in json.loads(row["flips"])}


def modes(outcome):
    return set(outcome.results["household_modes"]["mode"])


def test_two_houses_leave_the_sewer_at_the_price_that_is_told():
    """Both hang on one manhole 22 m from the works, so they turn together."""
    now = plan(village(houses_per_side=1))
    assert modes(now) == {"sewer"}
    flip = flips(now)["price_per_m"]
    factor = flip["limit"] / flip["now"]
    assert flip["mode"] == "septic_tank"
    assert modes(plan(village(houses_per_side=1), factor * 0.96)) == {"sewer"}
    assert modes(plan(village(houses_per_side=1), factor * 1.01)) == {"septic_tank"}


def test_one_of_two_houses_is_too_few_for_the_sewer():
    """Each saves 12,320 - 6,545 = 5,775; the sewer of 22 m costs 7,290: one alone cannot pay it."""
    now = plan(village(houses_per_side=1))
    assert flips(now)["neighbours_fewer"]["limit"] == 1
    alone = village(houses_per_side=1, fixed_mode=["septic_tank", None])
    assert list(plan(alone).results["household_modes"]["mode"]) == ["septic_tank"] * 2


def test_houses_join_at_the_cheaper_price_that_is_told():
    project = village(houses_per_side=4, spacing_m=60.0)
    now = plan(project)
    assert modes(now) == {"septic_tank"}
    last = flips(now, -1)["price_per_m"]
    factor = last["limit"] / last["now"]
    assert factor < 1.0
    assert last["mode"] == "sewer"
    assert plan(project, factor).results["household_modes"]["mode"].iloc[-1] == "sewer"


def test_persons_turn_a_tank_when_no_size_on_sale_holds_enough():
    """3.51 L x N x 60 d x 1.2 / 1000: 7 persons 1.77 m3 -> 2.0; 8 persons 2.02 m3 -> 2.5 > 2."""
    far = {"houses_per_side": 1, "spacing_m": 400.0, "fixed_mode": [None] * 2}
    now = plan(village(**far, persons_resident=[4.0] * 2), tank__volume_max_m3=2.0)
    assert modes(now) == {"septic_tank"}
    assert flips(now)["persons"]["limit"] == 8
    assert flips(now)["persons"]["mode"] == "dry"
    for persons, mode in ((7.0, "septic_tank"), (8.0, "dry")):
        again = plan(village(**far, persons_resident=[persons] * 2), tank__volume_max_m3=2.0)
        assert modes(again) == {mode}


def test_the_next_tank_size_is_told():
    """5 persons need 1.26 m3 and take 1.5; 6 need 1.52 and take 2.0."""
    now = plan(village(houses_per_side=1, spacing_m=400.0, persons_resident=[4.0] * 2))
    assert flips(now)["tank_size"]["limit"] == 6


def varied(project, factor=1.0, **parameters):
    outcome = plan(project, factor, mode__confidence_runs=20, **parameters)
    return outcome, outcome.results["household_modes"]


def test_without_spread_every_mode_is_certain():
    _, households = varied(village(houses_per_side=6), mode__price_spread=0.0,
                           mode__persons_spread=0.0)  # fmt: skip
    assert households["confidence"].tolist() == [1.0] * 12
    assert not households["is_uncertain"].any()


def test_houses_near_break_even_are_uncertain_and_listed():
    flip = flips(plan(village(houses_per_side=1)))["price_per_m"]
    outcome, households = varied(village(houses_per_side=1), flip["limit"] / flip["now"] * 0.96)
    assert households["confidence"].between(0.1, 0.8).all()
    assert households["is_uncertain"].all()
    assert outcome.summary["uncertain_households"] == 2
    assert outcome.summary["uncertain"][0]["alternative"] in {"sewer", "septic_tank"}
    assert any("H000" in line for line in renovation_lines(outcome.summary, "en"))
    assert flips(outcome)["varied"]["limit"] == pytest.approx(1 - households["confidence"].iloc[0])


def test_houses_far_from_break_even_are_certain():
    """Ten times too far for a sewer: no spread of 20 % brings it near."""
    _, households = varied(village(houses_per_side=1, spacing_m=400.0))
    assert (households["confidence"] == 1.0).all()


def test_an_override_costs_the_difference_of_whole_plans_and_names_who_changes():
    """With H000 out, H001 alone cannot pay the sewer and turns too."""
    free = plan(village(houses_per_side=1))
    request = RenovationRequest(parameters=FREE, fixed_modes={"H000": "septic_tank"})
    fixed = run_renovation(village(houses_per_side=1), request)
    override = fixed.summary["overrides"][0]
    more = fixed.summary["present_value_yuan"] - free.summary["present_value_yuan"]
    assert override["cost_yuan"] == pytest.approx(more, abs=2.0)
    assert override["changes"] == [
        {"household_id": "H001", "mode": "septic_tank", "mode_without": "sewer"}
    ]
    assert "H001" in "".join(renovation_lines(fixed.summary, "zh"))


def test_many_overrides_are_priced_together():
    """22 of 24 dry against the rule of piped water, which is cheaper; two stay free."""
    project = village(houses_per_side=12)
    by_hand = {f"H{number:03d}": "dry" for number in range(22)}
    free = plan(project)
    fixed = run_renovation(
        project, RenovationRequest(parameters=FREE | PRICES, fixed_modes=by_hand)
    )
    together = fixed.summary["overrides_together"]
    more = fixed.summary["present_value_yuan"] - free.summary["present_value_yuan"]
    assert fixed.summary["overrides"] == []
    assert together["households"] == 22
    assert together["cost_yuan"] == pytest.approx(more, rel=0.01)
    assert together["cost_yuan"] < 0
    last = [run.results["household_modes"]["mode"].tolist()[22:] for run in (free, fixed)]
    assert together["changes"] == sum(a != b for a, b in zip(*last, strict=True))
    assert any(line.startswith("22 ") for line in renovation_lines(fixed.summary, "en"))


def test_a_mode_set_by_hand_against_a_rule_says_so():
    outcome = renovate(village(houses_per_side=1), {"H000": "dry"})
    households = outcome.results["household_modes"]
    assert "against a rule: Piped water is there" in households["reason_en"].iloc[0]
    assert "against" not in households["reason_en"].iloc[1]


def test_nobody_is_left_with_a_part_of_a_shared_tank():
    """Two yards of 2 m2 share a tank; when one house connects, the other is alone."""
    yards = village(houses_per_side=1, spacing_m=400.0, yard_area_m2=[2.0, 2.0])
    both = renovate(yards, treatment__are_allowed=False, mode__connect_is_compulsory=False)
    assert set(both.results["household_modes"]["variant"]) == {"shared_tank"}
    one = renovate(
        yards, {"H000": "sewer"}, treatment__are_allowed=False, mode__connect_is_compulsory=False
    )
    households = one.results["household_modes"]
    assert households["mode"].tolist() in (["sewer", "sewer"], ["sewer", "undecided"])
    assert "shared_tank" not in set(households["variant"])
    assert not (one.results["treatment_plants"]["kind"] == "shared_tank").any()


def test_items_of_a_pumped_sewer_are_shown_one_by_one(pumped):
    items = {}
    for content in pumped.results["household_modes"]["cost_items"]:
        for item in json.loads(content):
            items[item["item"]] = items.get(item["item"], 0.0) + item["amount_yuan"]
    stations = pumped.results["pumping_stations"]
    assert items["station_share"] == pytest.approx(stations["capital_yuan"].sum(), rel=1e-3)
    assert items["pumping_energy"] + items["station_upkeep"] == pytest.approx(
        stations["annual_yuan"].sum(), rel=1e-3
    )
    assert items["pumping_energy"] > 0.0


def test_a_reach_is_priced_part_by_part():
    """22 m of DN200 at 260; 5 % rock at twice the price; 12 m under concrete at 150."""
    project = village(houses_per_side=1)
    roads = project.layers["roads"].assign(surface="concrete")
    outcome = plan(project.with_layer("roads", roads), sewer__rock_share=0.05)
    items = [json.loads(text) for text in outcome.results["household_modes"]["cost_items"]]
    shares = {i["item"]: 2 * i["amount_yuan"] for i in items[0] if i["item"].endswith("_share")}
    assert shares["network_share"] == pytest.approx(22 * 260.0, rel=1e-4)
    assert shares["rock_share"] == pytest.approx(22 * 260.0 * 0.05, rel=1e-4)
    assert shares["surface_share"] == pytest.approx(12 * 150.0, rel=1e-4)
    assert "depth_share" not in shares


class Uphill:
    """Ground that rises 5 % towards the works."""

    heights_m = np.zeros((1, 1))

    def sample(self, xy_m):
        return 100.0 + 0.05 * np.asarray(xy_m)[:, 0]


@pytest.fixture(scope="module")
def pumped():
    project = village(houses_per_side=10)
    project = type(project)(crs=project.crs, layers=project.layers, terrain=Uphill())
    fixed = dict.fromkeys(project.layers["households"]["household_id"], "sewer")
    return renovate(project, fixed, treatment__are_allowed=False)


def test_systems_branches_and_villages_stand_on_the_break_even_chart():
    """The lane of two houses: 22 m for 2; own 12,320 less 6,545 for house and treatment."""
    chart = plan(village(houses_per_side=1)).summary["break_even"]
    system = chart["systems"][0]
    assert (system["households"], system["m_per_household"]) == (2, 11.0)
    assert system["own_yuan"] - system["house_yuan"] == pytest.approx(5775, abs=5)
    assert chart["network_yuan_per_m"] * 22.0 == pytest.approx(7290, abs=10)
    possible = plan(village(houses_per_side=4, spacing_m=60.0)).summary["break_even"]["groups"]
    assert [group["kind"] for group in possible] == ["possible"]
    room = possible[0]["own_yuan"] - possible[0]["house_yuan"]
    assert room < possible[0]["m_per_household"] * chart["network_yuan_per_m"]


def without_terrain(**options):
    """Return a village whose houses cannot be drained, as nothing is known of the ground."""
    project = village(**options)
    return Project(crs=CRS, layers=project.layers)


@pytest.mark.parametrize("count", [1, 22])
def test_a_mode_that_cannot_be_built_is_named_and_has_no_price(count):
    """Households without anything planned would else count as money saved."""
    by_hand = {f"H{number:03d}": "sewer" for number in range(count)} | {"H023": "dry"}
    request = RenovationRequest(parameters=FREE | PRICES, fixed_modes=by_hand)
    outcome = run_renovation(without_terrain(houses_per_side=12), request)
    assert outcome.summary["modes"]["undecided"] == count
    assert outcome.summary["overrides_unmet"] == [f"H{number:03d}" for number in range(count)]
    (priced,) = outcome.summary["overrides"]
    assert priced["household_id"] == "H023"
    assert "overrides_together" not in outcome.summary
    for language, word in (("en", "cannot be built"), ("zh", "无法实施")):
        (line,) = [line for line in renovation_lines(outcome.summary, language) if word in line]
        assert str(count) in line
        assert "H000" in line


def test_planned_again_a_mode_that_cannot_be_built_has_no_price():
    project = without_terrain(houses_per_side=2)
    request = RenovationRequest(parameters=FREE | PRICES)
    outcome = run_renovation(project, request)
    planned, _ = AcceptRun(kind="renovate", request=request, outcome=outcome).apply(project)
    prepared = prepare_as_planned(planned, "main")
    by_hand = replace(planned.scenario(), fixed_modes={"H000": "sewer"})
    summary = replan(planned.with_scenario(by_hand), prepared).scenario.runs["renovate"].summary
    assert summary["overrides_unmet"] == ["H000"]
    assert summary["overrides"] == []
    decision = summary["decision"]
    assert decision["cost_yuan"] is None
    lines = decision_lines(decision, "en")
    assert lines[0] == "H000 cannot get Sewer connection: it stays Undecided."
    assert "cannot be compared" in lines[1]


def test_a_sewer_set_by_hand_without_room_at_the_outlet_says_so():
    """24 households of 3 persons for works that take 1 m3 a day."""
    project = village(houses_per_side=12)
    works = project.layers["treatment_sites"].assign(capacity_m3_d=1.0)
    by_hand = {f"H{number:03d}": "sewer" for number in range(24)}
    request = RenovationRequest(parameters=FREE | PRICES, fixed_modes=by_hand)
    outcome = run_renovation(project.with_layer("treatment_sites", works), request)
    households = outcome.results["household_modes"]
    undecided = households[households["mode"] == "undecided"]
    assert 0 < len(undecided) < 24
    assert undecided["reason_en"].str.contains("has room for more households").all()
    assert undecided["reason_zh"].str.contains("均无余量").all()
    assert outcome.summary["overrides_unmet"] == undecided["household_id"].tolist()
    # A place given up would let another one in; those that would stay cost nothing.
    assert all(entry["cost_yuan"] == 0 for entry in outcome.summary["overrides"])


class YardsBelowTheLane(Slope):
    """The lane's slope, with the yards beside it lower."""

    def __init__(self, dip_m):
        self.dip_m = dip_m

    def sample(self, xy_m):
        return super().sample(xy_m) - self.dip_m * (np.abs(np.asarray(xy_m)[:, 1]) > 4.0)


@pytest.mark.parametrize(("dip_m", "needs_lift"), [(0.4, False), (1.2, True)])
def test_a_card_tells_what_a_sewer_for_this_house_alone_would_cost(dip_m, needs_lift):
    """A lateral that arrives below the works needs a lift: told as it costs when set by hand."""
    project = village(houses_per_side=1)
    level_m = project.terrain.sample([(22.0, 0.0)])[0] - 1.0
    works = project.layers["treatment_sites"].assign(invert_level_m=level_m)
    project = project.with_layer("treatment_sites", works)
    project = replace(project, terrain=YardsBelowTheLane(dip_m))
    told, built = (
        run_renovation(
            project,
            RenovationRequest(
                parameters=FREE | PRICES, fixed_modes={"H000": mode, "H001": "septic_tank"}
            ),
        )
        .results["household_modes"]
        .iloc[0]
        for mode in ("septic_tank", "sewer")
    )
    assert (told["mode"], built["mode"]) == ("septic_tank", "sewer")
    assert (built["sewer_present_value_yuan"] > 50_000.0) == needs_lift
    assert told["sewer_present_value_yuan"] == pytest.approx(
        built["sewer_present_value_yuan"], rel=0.02
    )
