"""Each siting rule on a map small enough to measure by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import shapely

from algorithms.siting.candidates import (
    FAILED,
    PASSED,
    UNKNOWN,
    CandidateRules,
    Surroundings,
    check_candidates,
    lay_candidates,
    passes,
    thin_candidates,
)
from resources.catalogue import ParameterValues, load_profile

RULES = ParameterValues(load_profile()).fill(CandidateRules)
NOTHING = np.empty(0, dtype=object)
ROAD = shapely.LineString([(0, 0), (1000, 0)])


def around(**changes) -> Surroundings:
    """A road along the x axis, 4 m wide, with 30 people 20 m north of x = 100."""
    plain = Surroundings(
        drinking_sources=NOTHING,
        food_sites=NOTHING,
        watercourses=NOTHING,
        restricted_areas=NOTHING,
        dwelling_xy_m=np.array([[100.0, 20.0]]),
        dwelling_persons=np.array([30.0]),
        roads=np.array([ROAD], dtype=object),
        road_width_m=np.array([4.0]),
        road_vehicle=np.array([True]),
        road_passed_by=np.array([True]),
    )
    return dataclasses.replace(plain, **changes)


def verdicts(xy_m, slope=0.0, rules=RULES, **changes) -> dict[str, tuple[int, float]]:
    checks = check_candidates(
        np.array([xy_m], dtype=float), np.array([slope]), around(**changes), rules
    )
    return {check.rule: (int(check.verdict[0]), float(check.value[0])) for check in checks}


def things(*geometries) -> np.ndarray:
    return np.array(geometries, dtype=object)


def test_a_site_beside_a_road_among_people_passes_every_rule():
    found = verdicts((100.0, 6.0), rules=dataclasses.replace(RULES, wind_from_deg=0.0))
    assert {rule: verdict for rule, (verdict, _) in found.items() if verdict != PASSED} == {}
    assert found["dwelling"][1] == pytest.approx(14.0)
    assert found["frequented"][1] == pytest.approx(30.0)
    assert found["visible"][1] == found["vehicle"][1] == pytest.approx(6.0)


@pytest.mark.parametrize(
    ("layer", "thing", "rule", "distance_m"),
    [
        ("drinking_sources", shapely.Point(100, 36), "drinking_source", 30.0),
        ("food_sites", shapely.Point(130, 6), "food_site", 30.0),
        ("watercourses", shapely.LineString([(0, 16), (300, 16)]), "watercourse", 10.0),
    ],
)
def test_a_site_exactly_at_the_limit_passes_and_a_metre_nearer_fails(
    layer, thing, rule, distance_m
):
    """The dwelling is far off, so that only the thing itself counts."""
    far = {"dwelling_xy_m": np.array([[100.0, 60.0]]), layer: things(thing)}
    assert verdicts((100.0, 6.0), **far)[rule] == (PASSED, pytest.approx(distance_m))
    nearer = shapely.transform(thing, lambda xy: xy - [1.0, 0.0])
    if rule != "food_site":
        nearer = shapely.transform(thing, lambda xy: xy - [0.0, 1.0])
    found = verdicts((100.0, 6.0), **{**far, layer: things(nearer)})
    assert found[rule] == (FAILED, pytest.approx(distance_m - 1.0))


def test_a_site_in_a_lake_is_at_distance_zero_of_it():
    lake = shapely.box(0, 0, 500, 500)
    assert verdicts((250.0, 250.0), watercourses=things(lake))["watercourse"] == (FAILED, 0.0)


def test_forbidden_areas_count_only_inside():
    area = shapely.box(0, 10, 50, 60)
    assert verdicts((25.0, 20.0), restricted_areas=things(area))["restricted_area"][0] == FAILED
    assert verdicts((25.0, 6.0), restricted_areas=things(area))["restricted_area"][0] == PASSED


def test_steep_ground_fails_and_unknown_ground_is_unknown():
    assert verdicts((100.0, 6.0), slope=0.26)["slope"][0] == FAILED
    assert verdicts((100.0, 6.0), slope=0.25)["slope"][0] == PASSED
    assert verdicts((100.0, 6.0), slope=np.nan)["slope"][0] == UNKNOWN


def test_a_lonely_road_is_not_frequented():
    """The nearest people live 700 m away, beyond the 150 m in which they count."""
    assert verdicts((800.0, 6.0))["frequented"] == (FAILED, 0.0)


def test_a_site_far_from_the_road_is_hidden_and_out_of_the_vehicles_reach():
    found = verdicts((100.0, 80.0))
    assert found["visible"] == (FAILED, pytest.approx(80.0))
    assert found["vehicle"] == (FAILED, pytest.approx(80.0))


def test_a_narrow_road_keeps_the_vehicle_out_and_an_unknown_width_stays_unknown():
    assert verdicts((100.0, 6.0), road_width_m=np.array([2.0]))["vehicle"][0] == FAILED
    assert verdicts((100.0, 6.0), road_width_m=np.array([np.nan]))["vehicle"][0] == UNKNOWN


def test_the_wind_informs_and_never_fails():
    """Wind from the north blows south: south of the dwelling is downwind, north is not."""
    north_wind = dataclasses.replace(RULES, wind_from_deg=0.0)
    assert verdicts((100.0, 6.0), rules=north_wind)["downwind"] == (PASSED, pytest.approx(0.0))
    assert verdicts((100.0, 40.0), rules=north_wind)["downwind"] == (UNKNOWN, pytest.approx(180.0))
    assert verdicts((100.0, 6.0))["downwind"][0] == UNKNOWN


def test_one_failed_rule_rejects_a_candidate_and_unknown_ones_do_not():
    xy_m = np.array([[100.0, 6.0], [100.0, 6.0], [800.0, 6.0]])
    checks = check_candidates(xy_m, np.array([0.1, np.nan, 0.1]), around(), RULES)
    assert passes(checks).tolist() == [True, True, False]


def test_candidates_stand_on_both_sides_at_most_a_spacing_apart():
    """250 m at most 100 m apart: three stretches, so four places on each side, 6 m off."""
    laid = lay_candidates([shapely.LineString([(0, 0), (250, 0)])], 100.0, 6.0)
    assert laid.shape == (8, 2)
    assert np.unique(laid[:, 1].round(9)).tolist() == [-6.0, 6.0]
    along = np.unique(laid[:, 0])
    assert along[0] == pytest.approx(6.0)
    assert along[-1] == pytest.approx(244.0)
    assert np.diff(along).max() <= 100.0


def test_thinning_keeps_the_first_of_every_cell():
    xy_m = np.array([[1.0, 1.0], [9.0, 9.0], [11.0, 1.0], [12.0, 2.0]])
    assert thin_candidates(xy_m, 10.0).tolist() == [0, 2]
