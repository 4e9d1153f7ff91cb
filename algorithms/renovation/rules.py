"""The rules that a mode must keep at a household, each checked for all at once.

A rule is one entry of `RULES`: a mode, a code whose sentences stand in
``resources/messages/renovation.toml``, the parameter that holds its limit (and
with it source and certainty), and a function that gives the verdicts. A value
that is not known is never a pass: its verdict is ``UNKNOWN``, and ``stands``
tells whether the mode may be planned on the declared assumption until somebody
has looked on site.
"""

from __future__ import annotations

from collections.abc import Callable
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
from algorithms.renovation.tank_size import chamber_1_days, tank_volume_m3

FAILED, PASSED, UNKNOWN = 0, 1, -1
VERDICT_NAMES = {FAILED: "failed", PASSED: "passed", UNKNOWN: "unknown"}


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
    """

    verdict: NDArray[np.int8]
    value: FloatArray
    limit: FloatArray
    stands: BoolArray


Check = Callable[[Households, RuleParameters], Outcome]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of one mode.

    Attributes
    ----------
    mode
        Mode concerned; ``any`` for what is only worth knowing.
    code
        Id of its sentences.
    parameter
        Declared parameter that holds the limit.
    unit
        Unit of value and limit.
    blocks
        Whether failing it rules the mode out; otherwise it costs money or is
        to be checked, and is shown.
    """

    mode: str
    code: str
    parameter: str
    unit: str
    check: Check
    blocks: bool = True


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
    has_tank = np.isin(households.existing_toilet, ("three_chamber", "double_urn"))
    found = at_least(np.where(has_tank, days, np.inf), limits.retention_1_d)
    return replace(found, stands=found.stands | (not limits.keep_needs_retention))


def _keep_zone(households: Households, limits: RuleParameters) -> Outcome:
    sewered = households.existing_toilet == "sewer_flush"
    return holds(~_zone_forces_sewer(households, limits) | sewered)


def _zone_forces_sewer(households: Households, limits: RuleParameters) -> BoolArray:
    return households.in_protection_zone & limits.protection_zone_forces_sewer


def _outside_zone(households: Households, limits: RuleParameters) -> Outcome:
    return holds(~_zone_forces_sewer(households, limits))


def _water_supply(households: Households, limits: RuleParameters) -> Outcome:
    return answered(households.has_piped_water, assumed=limits.assumed_piped_water)


def _no_freezing(households: Households, limits: RuleParameters) -> Outcome:
    return holds(np.full(len(households), not limits.water_freezes_in_winter))


def _flush(households: Households, limits: RuleParameters) -> Outcome:
    return at_most(households.flush_litres, limits.micro_flush_max_l)


def _retention(households: Households, limits: RuleParameters) -> Outcome:
    volume = np.minimum(tank_volume_m3(households.persons, limits), limits.volume_max_m3)
    days = chamber_1_days(volume, households.persons, limits.micro_flush_l, limits)
    return at_least(days, limits.retention_1_d)


def _volume(households: Households, limits: RuleParameters) -> Outcome:
    return at_most(tank_volume_m3(households.persons, limits), limits.volume_max_m3)


def _dry_indicated(households: Households, limits: RuleParameters) -> Outcome:
    """No piped water, freezing, or scattered where it is arid or the profile says so."""
    water = answered(households.has_piped_water, assumed=limits.assumed_piped_water)
    scattered = is_scattered(households, limits) & (limits.is_arid or limits.dry_where_scattered)
    sure = scattered | limits.water_freezes_in_winter | (households.has_piped_water == NO)
    verdict = np.where(sure, PASSED, np.where(water.verdict == UNKNOWN, UNKNOWN, FAILED))
    return Outcome(
        verdict=verdict.astype(np.int8),
        value=households.neighbour_count.astype(np.float64),
        limit=np.full(len(households), float(limits.scattered_max_neighbours)),
        stands=sure | ~water.stands,
    )


RULES: tuple[Rule, ...] = (
    Rule(mode="keep", code="keep_type", parameter="tank.minimum_volume_m3", unit="",
         check=_keep_type),
    Rule(mode="keep", code="keep_retention", parameter="tank.retention_1_d", unit="d",
         check=_keep_retention),
    Rule(mode="keep", code="keep_zone", parameter="mode.protection_zone_forces_sewer", unit="",
         check=_keep_zone),
    Rule(mode="sewer", code="sewer_water", parameter="mode.assumed_piped_water", unit="",
         check=_water_supply),
    Rule(mode="sewer", code="sewer_freezing", parameter="mode.water_freezes_in_winter", unit="",
         check=_no_freezing),
    Rule(mode="sewer", code="sewer_trench", parameter="sewer.lateral_max_m", unit="",
         check=lambda h, _: holds(~h.forbids_trench)),
    Rule(mode="septic_tank", code="tank_zone", parameter="mode.protection_zone_forces_sewer",
         unit="", check=_outside_zone),
    Rule(mode="septic_tank", code="tank_water", parameter="mode.assumed_piped_water", unit="",
         check=_water_supply),
    Rule(mode="septic_tank", code="tank_freezing", parameter="mode.water_freezes_in_winter",
         unit="", check=_no_freezing),
    Rule(mode="septic_tank", code="tank_flush", parameter="tank.micro_flush_max_l", unit="L",
         check=_flush, blocks=False),
    Rule(mode="septic_tank", code="tank_retention", parameter="tank.retention_1_d", unit="d",
         check=_retention),
    Rule(mode="septic_tank", code="tank_volume", parameter="tank.volume_max_m3", unit="m3",
         check=_volume),
    Rule(mode="septic_tank", code="tank_yard", parameter="tank.yard_area_min_m2", unit="m2",
         check=lambda h, p: at_least(h.yard_area_m2, p.yard_area_min_m2)),
    Rule(mode="septic_tank", code="tank_source", parameter="tank.distance_drinking_source_m",
         unit="m",
         check=lambda h, p: at_least(h.drinking_source_distance_m, p.distance_drinking_source_m)),
    Rule(mode="septic_tank", code="tank_well", parameter="tank.distance_well_m", unit="m",
         check=lambda h, p: at_least(h.well_distance_m, p.distance_well_m)),
    Rule(mode="septic_tank", code="tank_building", parameter="tank.distance_building_m", unit="m",
         check=lambda h, p: at_least(h.neighbour_distance_m, p.distance_building_m),
         blocks=False),
    Rule(mode="septic_tank", code="tank_groundwater", parameter="tank.groundwater_limit_m",
         unit="m", check=lambda h, p: at_least(h.groundwater_depth_m, p.groundwater_limit_m)),
    Rule(mode="septic_tank", code="tank_slope", parameter="tank.slope_max", unit="",
         check=lambda h, p: at_most(h.slope, p.tank_slope_max)),
    Rule(mode="septic_tank", code="tank_emptying", parameter="tank.hose_m", unit="m",
         check=lambda h, p: at_most(h.truck_road_distance_m, p.hose_m), blocks=False),
    Rule(mode="septic_tank", code="tank_digger", parameter="tank.digger_width_m", unit="m",
         check=lambda h, p: at_least(h.access_width_m, p.digger_width_m), blocks=False),
    Rule(mode="septic_tank", code="tank_area", parameter="tank.yard_area_min_m2", unit="",
         check=lambda h, _: holds(~h.forbids_tank)),
    Rule(mode="dry", code="dry_indicated", parameter="mode.dry_where_scattered", unit="",
         check=_dry_indicated),
    Rule(mode="dry", code="dry_zone", parameter="mode.protection_zone_forces_sewer", unit="",
         check=_outside_zone),
    Rule(mode="dry", code="dry_yard", parameter="dry.yard_area_min_m2", unit="m2",
         check=lambda h, p: at_least(h.yard_area_m2, p.dry_yard_area_min_m2)),
    Rule(mode="dry", code="dry_source", parameter="dry.distance_drinking_source_m", unit="m",
         check=lambda h, p: at_least(
             h.drinking_source_distance_m, p.dry_distance_drinking_source_m)),
    Rule(mode="dry", code="dry_slope", parameter="dry.slope_max", unit="",
         check=lambda h, p: at_most(h.slope, p.dry_slope_max)),
    Rule(mode="dry", code="dry_area", parameter="dry.yard_area_min_m2", unit="",
         check=lambda h, _: holds(~h.forbids_toilet)),
    Rule(mode="any", code="persons", parameter="mode.assumed_persons", unit="persons",
         check=lambda h, _: at_least(np.where(h.persons_known, h.persons, np.nan), 0.0),
         blocks=False),
    Rule(mode="any", code="occupied", parameter="mode.assumed_persons", unit="",
         check=lambda h, _: answered(h.is_occupied, assumed=True), blocks=False),
    Rule(mode="any", code="willing", parameter="mode.assumed_persons", unit="",
         check=lambda h, _: answered(h.is_willing, assumed=True), blocks=False),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Feasibility:
    """Verdicts of every rule and what they leave of each mode.

    Attributes
    ----------
    outcomes
        By rule code, in the order of `RULES`.
    can_keep, can_sewer, can_tank, can_dry
        Whether each mode stands, shape (H,). The sewer also needs a way to an
        outlet, which the design finds.
    """

    outcomes: dict[str, Outcome]
    can_keep: BoolArray
    can_sewer: BoolArray
    can_tank: BoolArray
    can_dry: BoolArray

    def stands(self, mode: str, ignoring: tuple[str, ...] = ()) -> BoolArray:
        """Whether every blocking rule of a mode stands, some rules left aside."""
        verdicts = [
            self.outcomes[rule.code].stands
            for rule in RULES
            if rule.mode == mode and rule.blocks and rule.code not in ignoring
        ]
        return np.asarray(np.logical_and.reduce(verdicts))


def check_rules(households: Households, limits: RuleParameters) -> Feasibility:
    """Check every rule at every household.

    Where neither sewer nor tank can work although there is water, drainage is
    impossible and a dry toilet is indicated after all (mode.dry_if).
    """
    outcomes = {rule.code: rule.check(households, limits) for rule in RULES}
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
