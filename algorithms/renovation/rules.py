"""The rules that a mode must keep at a household, each checked for all at once.

`rule_table.RULES` says what each rule is about; here is the function that gives
its verdicts. A value that is not known is never a pass: its verdict is
``UNKNOWN``, and ``stands`` tells whether the mode may be planned on the declared
assumption until somebody has looked on site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.renovation.households import (
    COMPLIANT_TOILETS,
    NO,
    NOT_KNOWN,
    YES,
    AnswerArray,
    BoolArray,
    FloatArray,
    Households,
)
from algorithms.renovation.rule_parameters import RuleParameters
from algorithms.renovation.rule_table import FAILED, PASSED, RULES, UNKNOWN
from algorithms.renovation.tank_size import chamber_1_days, tank_volume_m3

# Toilets that hold their content for days, and those that flush with water.
TANK_TOILETS = ("three_chamber", "double_urn")
FLUSH_TOILETS = ("flush_to_pit", "sewer_flush")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Verdicts of one rule on all households; every array has shape (H,).

    Attributes
    ----------
    verdict
        ``PASSED``, ``FAILED`` or ``UNKNOWN``.
    value, limit
        What was compared; NaN where the rule compares no numbers.
    stands
        Whether the mode may stand: passed, or not known and assumed to hold.
    applies
        Whether the rule says anything about the household; None for all.
    detail
        What the sentence names besides numbers (a cause, a plant), if anything.
    """

    verdict: NDArray[np.int8]
    value: FloatArray
    limit: FloatArray
    stands: BoolArray
    applies: BoolArray | None = None
    detail: NDArray[np.str_] | None = None


Check = Callable[[Households, RuleParameters], Outcome]


def at_least(value: FloatArray, limit: float | FloatArray) -> Outcome:
    """Return the verdicts of ``value >= limit``; NaN is unknown and assumed to hold."""
    return _compare(value, limit, np.greater_equal)


def at_most(value: FloatArray, limit: float | FloatArray) -> Outcome:
    """Return the verdicts of ``value <= limit``; NaN is unknown and assumed to hold."""
    return _compare(value, limit, np.less_equal)


def _compare(
    value: FloatArray, limit: float | FloatArray, holds: Callable[..., BoolArray]
) -> Outcome:
    limits = np.broadcast_to(np.asarray(limit, dtype=np.float64), value.shape)
    unknown = np.isnan(value)
    passed = holds(value, limits) & ~unknown
    verdict = np.where(unknown, UNKNOWN, passed).astype(np.int8)
    return Outcome(verdict=verdict, value=value, limit=limits, stands=passed | unknown)


def holds(condition: BoolArray) -> Outcome:
    """Return the verdicts of something that is known and either so or not."""
    nothing = np.full(condition.shape, np.nan)
    return Outcome(
        verdict=condition.astype(np.int8), value=nothing, limit=nothing, stands=condition
    )


def answered(answer: AnswerArray, *, assumed: bool) -> Outcome:
    """Return the verdicts of a yes-or-no question with the assumption where unanswered."""
    nothing = np.full(answer.shape, np.nan)
    verdict = np.where(answer == NOT_KNOWN, UNKNOWN, answer).astype(np.int8)
    stands = (answer == YES) | ((answer == NOT_KNOWN) & assumed)
    return Outcome(verdict=verdict, value=nothing, limit=nothing, stands=stands)


def is_scattered(households: Households, limits: RuleParameters) -> BoolArray:
    """Whether few enough others live within the declared radius."""
    return households.neighbour_count <= limits.scattered_max_neighbours


def _keep_type(households: Households, _: RuleParameters) -> Outcome:
    known = holds(np.isin(households.existing_toilet, COMPLIANT_TOILETS))
    unknown = households.existing_toilet == ""
    verdict = np.where(unknown, UNKNOWN, known.verdict).astype(np.int8)
    return Outcome(
        verdict=verdict, value=known.value, limit=known.limit, stands=known.stands & ~unknown
    )


def _keep_retention(households: Households, limits: RuleParameters) -> Outcome:
    days = chamber_1_days(
        limits.minimum_volume_m3, households.persons, households.flush_litres, limits
    )
    has_tank = np.isin(households.existing_toilet, TANK_TOILETS)
    found = at_least(np.where(has_tank, days, np.inf), limits.retention_1_d)
    stands = found.stands | (not limits.keep_needs_retention)
    return replace(found, stands=stands, applies=has_tank)


def _keep_zone(households: Households, limits: RuleParameters) -> Outcome:
    sewered = households.existing_toilet == "sewer_flush"
    compliant = np.isin(households.existing_toilet, COMPLIANT_TOILETS)
    return replace(holds(~_zone_forces_sewer(households, limits) | sewered), applies=compliant)


def _zone_forces_sewer(households: Households, limits: RuleParameters) -> BoolArray:
    return households.in_protection_zone & limits.protection_zone_forces_sewer


def _outside_zone(households: Households, limits: RuleParameters) -> Outcome:
    return holds(~_zone_forces_sewer(households, limits))


def _water_supply(households: Households, limits: RuleParameters) -> Outcome:
    return answered(households.has_piped_water, assumed=limits.assumed_piped_water)


def _no_freezing(households: Households, limits: RuleParameters) -> Outcome:
    return holds(np.full(len(households), not limits.water_freezes_in_winter))


def _retention(households: Households, limits: RuleParameters) -> Outcome:
    volume = np.minimum(tank_volume_m3(households.persons, limits), limits.volume_max_m3)
    days = chamber_1_days(volume, households.persons, limits.micro_flush_l, limits)
    return at_least(days, limits.retention_1_d)


def _dry_indicated(households: Households, limits: RuleParameters) -> Outcome:
    """No piped water, freezing, or scattered where it is arid or the profile says so."""
    water = answered(households.has_piped_water, assumed=limits.assumed_piped_water)
    scattered = is_scattered(households, limits) & (limits.is_arid or limits.dry_where_scattered)
    sure = scattered | limits.water_freezes_in_winter | (households.has_piped_water == NO)
    verdict = np.where(sure, PASSED, np.where(water.verdict == UNKNOWN, UNKNOWN, FAILED))
    frost = np.full(len(households), limits.water_freezes_in_winter)
    causes = [households.has_piped_water == NO, frost, scattered & limits.is_arid, scattered]
    return Outcome(
        verdict=verdict.astype(np.int8),
        value=households.neighbour_count.astype(np.float64),
        limit=np.full(len(households), float(limits.scattered_max_neighbours)),
        stands=sure | ~water.stands,
        detail=np.select(causes, ["no_water", "frost", "arid", "scattered"], ""),
    )


def _persons(households: Households, _: RuleParameters) -> Outcome:
    """Tell known persons from assumed ones; both are the value."""
    return Outcome(
        verdict=np.where(households.persons_known, PASSED, UNKNOWN).astype(np.int8),
        value=households.persons,
        limit=np.full(len(households), np.nan),
        stands=np.ones(len(households), dtype=np.bool_),
    )


def _supply(households: Households, _: RuleParameters) -> Outcome:
    """Doubt a record of no piped water at a house that flushes."""
    flushes = np.isin(households.existing_toilet, FLUSH_TOILETS)
    flushes |= households.flush_litres > 0.0
    return Outcome(
        verdict=np.full(len(households), UNKNOWN, dtype=np.int8),
        value=households.flush_litres,
        limit=np.full(len(households), np.nan),
        stands=np.ones(len(households), dtype=np.bool_),
        applies=flushes & (households.has_piped_water == NO),
    )


CHECKS: Mapping[str, Check] = {
    "keep_type": _keep_type,
    "keep_retention": _keep_retention,
    "keep_zone": _keep_zone,
    "sewer_water": _water_supply,
    "sewer_freezing": _no_freezing,
    "sewer_trench": lambda h, _: holds(~h.forbids_trench),
    "tank_zone": _outside_zone,
    "tank_water": _water_supply,
    "tank_freezing": _no_freezing,
    "tank_flush": lambda h, p: at_most(h.flush_litres, p.micro_flush_max_l),
    "tank_retention": _retention,
    "tank_volume": lambda h, p: at_most(tank_volume_m3(h.persons, p), p.volume_max_m3),
    "tank_yard": lambda h, p: at_least(h.yard_area_m2, p.yard_area_min_m2),
    "tank_source": lambda h, p: at_least(
        h.drinking_source_distance_m, p.distance_drinking_source_m
    ),
    "tank_well": lambda h, p: at_least(h.well_distance_m, p.distance_well_m),
    "tank_building": lambda h, p: at_least(h.neighbour_distance_m, p.distance_building_m),
    "tank_groundwater": lambda h, p: at_least(h.groundwater_depth_m, p.groundwater_limit_m),
    "tank_slope": lambda h, p: at_most(h.slope, p.tank_slope_max),
    "tank_emptying": lambda h, p: at_most(h.truck_road_distance_m, p.hose_m),
    "tank_digger": lambda h, p: at_least(h.access_width_m, p.digger_width_m),
    "tank_area": lambda h, _: holds(~h.forbids_tank),
    "dry_indicated": _dry_indicated,
    "dry_zone": _outside_zone,
    "dry_yard": lambda h, p: at_least(h.yard_area_m2, p.dry_yard_area_min_m2),
    "dry_source": lambda h, p: at_least(
        h.drinking_source_distance_m, p.dry_distance_drinking_source_m
    ),
    "dry_slope": lambda h, p: at_most(h.slope, p.dry_slope_max),
    "dry_area": lambda h, _: holds(~h.forbids_toilet),
    "persons": _persons,
    "supply": _supply,
    "occupied": lambda h, _: answered(h.is_occupied, assumed=True),
    "willing": lambda h, _: answered(h.is_willing, assumed=True),
}


@dataclass(frozen=True, kw_only=True)
class Feasibility:
    """Verdicts of every rule and what they leave of each mode.

    Attributes
    ----------
    outcomes
        By rule code, in the order of `CHECKS`.
    can_keep, can_sewer, can_tank, can_dry
        Whether each mode stands, shape (H,). The sewer also needs a way to an
        outlet, which the design finds.
    """

    outcomes: dict[str, Outcome]
    can_keep: BoolArray
    can_sewer: BoolArray
    can_tank: BoolArray
    can_dry: BoolArray

    def allowing(self, code: str, where: BoolArray, detail: str = "") -> Feasibility:
        """Return the same with one rule standing at some households though it fails.

        Parameters
        ----------
        code, where
            The rule, and the households where something else makes up for it.
        detail
            What makes up for it, for the sentence; empty where that needs no words.
        """
        outcome = self.outcomes[code]
        known = np.full(len(where), "") if outcome.detail is None else outcome.detail
        changed = replace(
            outcome,
            stands=outcome.stands | where,
            detail=np.where(where & (known == ""), detail, known),
        )
        return replace(self, outcomes={**self.outcomes, code: changed})

    def stands(self, mode: str, ignoring: str = "") -> BoolArray:
        """Whether every blocking rule of a mode stands, one rule left aside.

        Rules that only the sewer design answers are not among them.
        """
        verdicts = [
            self.outcomes[rule.code].stands
            for rule in RULES
            if rule.mode == mode
            and rule.blocks
            and rule.code != ignoring
            and rule.code in self.outcomes
        ]
        return np.asarray(np.logical_and.reduce(verdicts))


def check_rules(households: Households, limits: RuleParameters) -> Feasibility:
    """Check every rule at every household.

    Where neither sewer nor tank can work although there is water, drainage is
    impossible and a dry toilet is indicated after all (mode.dry_if).
    """
    outcomes = {code: check(households, limits) for code, check in CHECKS.items()}
    empty = np.zeros(len(households), dtype=np.bool_)
    found = Feasibility(
        outcomes=outcomes, can_keep=empty, can_sewer=empty, can_tank=empty, can_dry=empty
    )
    return Feasibility(
        outcomes=outcomes,
        can_keep=found.stands("keep"),
        can_sewer=found.stands("sewer"),
        can_tank=found.stands("septic_tank"),
        can_dry=found.stands("dry"),
    )
