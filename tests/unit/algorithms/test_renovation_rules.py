import numpy as np
import pytest

from algorithms.renovation.finance import FinanceParameters
from algorithms.renovation.rule_table import FAILED, PASSED, RULES, UNKNOWN
from algorithms.renovation.rules import CHECKS, check_rules
from algorithms.renovation.tank_size import chamber_1_days, tank_volume_m3
from resources.catalogue import load_profile
from tests.helpers.rule_households import households, limits, parameters


@pytest.mark.parametrize(
    ("flush_l", "days"), [(2.0 / 3.0, 35.7), (3.5 / 3.0, 25.0), (8.5 / 3.0, 12.5), (6.0, 6.4)]
)
def test_days_in_chamber_1_of_a_small_tank_for_four_persons(flush_l, days):
    """1.5 m3 holds 0.5 m3 in chamber 1; q = 1.5 + 3 flushes: 3.5, 5, 10, 19.5 L a day."""
    found = chamber_1_days(1.5, np.array([4.0]), flush_l, limits())
    assert found[0] == pytest.approx(days, abs=0.05)


def test_tank_volume_keeps_retention_and_comes_in_sizes():
    """q = 3.51 L: 4 persons 3.51*4*60/1000*1.2 = 1.01 -> 1.5; 7: 1.77 -> 2; 12: 3.03 -> 3.5."""
    found = tank_volume_m3(np.array([4.0, 7.0, 12.0]), limits())
    assert found.tolist() == [1.5, 2.0, 3.5]


def test_missing_data_is_never_a_pass():
    outcomes = check_rules(households(), limits()).outcomes
    for code in ("tank_yard", "tank_source", "tank_water", "tank_groundwater", "tank_digger"):
        assert outcomes[code].verdict[0] == UNKNOWN
        assert outcomes[code].stands[0]


def test_a_tank_needs_water_and_a_dry_toilet_needs_its_lack():
    found = check_rules(households(2, has_piped_water=np.array([1, 0], np.int8)), limits())
    assert found.can_tank.tolist() == [True, False]
    assert found.can_dry.tolist() == [False, True]


def test_winter_freezing_rules_out_water_and_indicates_dry():
    found = check_rules(
        households(has_piped_water=np.array([1], np.int8)),
        limits(mode__water_freezes_in_winter=True),
    )
    assert (found.can_tank[0], found.can_sewer[0], found.can_dry[0]) == (False, False, True)


def test_the_drinking_water_distance_holds_at_30_m_exactly():
    found = check_rules(households(2, drinking_source_distance_m=np.array([29.9, 30.0])), limits())
    assert found.outcomes["tank_source"].verdict.tolist() == [FAILED, PASSED]
    assert found.can_tank.tolist() == [False, True]


def test_a_compliant_tank_is_kept_unless_its_cistern_flushes_it_out():
    """Flush 0.6 L: 3.3 L x 4 -> 37.9 d; 6 L: 19.5 L x 4 -> 6.4 d, under 20."""
    found = check_rules(
        households(
            3,
            existing_toilet=np.array(["three_chamber", "three_chamber", "dry_pit"]),
            flush_litres=np.array([0.6, 6.0, np.nan]),
        ),
        limits(tank__keep_needs_retention=True),
    )
    assert found.can_keep.tolist() == [True, False, False]
    assert found.outcomes["keep_retention"].verdict.tolist()[:2] == [PASSED, FAILED]


def test_a_protection_zone_leaves_only_the_sewer():
    found = check_rules(households(in_protection_zone=np.array([True])), limits())
    assert (found.can_tank[0], found.can_dry[0], found.can_sewer[0]) == (False, False, True)


def test_every_rule_answers_for_every_household_and_names_a_declared_parameter():
    outcomes = check_rules(households(5), limits()).outcomes
    profile = load_profile()
    for rule in (rule for rule in RULES if rule.code in CHECKS):
        assert rule.parameter in profile
        assert outcomes[rule.code].verdict.shape == outcomes[rule.code].stands.shape == (5,)


def test_present_value_counts_replacements_and_what_is_left():
    """No interest, 30 years: life 10 -> 3 purchases; life 20 -> 2 less half = 1.5."""
    finance = parameters(finance__discount_rate=0.0).fill(FinanceParameters)
    assert finance.capital_factor(10) == pytest.approx(3.0)
    assert finance.capital_factor(20) == pytest.approx(1.5)
    assert finance.annual_factor == pytest.approx(30.0)


def test_present_value_with_interest():
    """5 %, 30 years: annuity (1 - 1.05^-30) / 0.05 = 15.3725; life 30 is bought once."""
    finance = parameters(finance__discount_rate=0.05).fill(FinanceParameters)
    assert finance.annual_factor == pytest.approx(15.3725, abs=1e-4)
    assert finance.capital_factor(30) == pytest.approx(1.0)
