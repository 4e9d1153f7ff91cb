"""Stalls of a public toilet against sums by hand."""

from __future__ import annotations

import numpy as np
import pytest

from algorithms.siting.stalls import StallRules, size_stalls
from resources.catalogue import ParameterValues, load_profile

RULES = ParameterValues(load_profile()).fill(StallRules)


def sized(persons: float, visitors: float = 0.0) -> tuple[int, int, int, float]:
    stalls = size_stalls(np.array([persons]), np.array([visitors]), RULES)
    return int(stalls.men[0]), int(stalls.women[0]), int(stalls.accessible[0]), stalls.area_m2[0]


def test_residents_fill_stalls_and_women_get_half_as_many_again():
    """1200 residents: men 600 / 90 = 6.7, so 7; women 600 / 60 = 10, at least 1.5 x 7 = 10.5,
    so 11; with the accessible one 19 stalls of 5 m2 are 95 m2."""
    assert sized(1200.0) == (7, 11, 1, 95.0)


def test_the_smallest_toilet_has_three_stalls_each_side():
    """Nobody: men 3; women 3, at least 1.5 x 3 = 4.5, so 5; 9 stalls x 5 m2 = 45 m2."""
    assert sized(0.0) == (3, 5, 1, 45.0)


def test_visitors_need_stalls_of_their_own_and_busy_places_two_for_women_per_man():
    """660 visitors: 330 / 165 = 2 more stalls each side. 600 residents: men 3.3 + 2 = 5.3, so 6;
    women 5 + 2 = 7, but 500 visitors make it busy: 2 x 6 = 12."""
    assert sized(600.0, 660.0)[:2] == (6, 12)


def test_a_whole_number_of_stalls_is_not_rounded_up():
    """1080 residents: men 540 / 90 = 6 exactly; women 540 / 60 = 9 = 1.5 x 6 exactly."""
    assert sized(1080.0)[:2] == (6, 9)


@pytest.mark.parametrize("persons", [0.0, 100.0, 333.0, 2500.0])
def test_the_ratio_of_cjj_14_holds_for_any_number_of_people(persons):
    men, women, _, _ = sized(persons)
    assert women >= 1.5 * men
