"""The rules of renovation as data: which mode they concern and where their limit stands.

The sentences of a rule stand in ``resources/messages/renovation.toml`` under its
code; source and certainty are those of the parameter that holds its limit.
"""

from __future__ import annotations

from dataclasses import dataclass

PASSED, FAILED, UNKNOWN = 1, 0, -1
VERDICT_NAMES = {FAILED: "failed", PASSED: "passed", UNKNOWN: "unknown"}


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
        Unit of value and limit; empty where nothing is compared.
    blocks
        Whether failing it rules the mode out; otherwise it costs money or is
        to be checked, and is shown.
    """

    mode: str
    code: str
    parameter: str
    unit: str = ""
    blocks: bool = True


_ZONE, _WATER = "mode.protection_zone_forces_sewer", "mode.assumed_piped_water"
_FROST, _PERSONS = "mode.water_freezes_in_winter", "mode.assumed_persons"


def _tank(code: str, parameter: str, unit: str = "", *, blocks: bool = True) -> Rule:
    return Rule(mode="septic_tank", code=code, parameter=parameter, unit=unit, blocks=blocks)


RULES: tuple[Rule, ...] = (
    Rule(mode="keep", code="keep_type", parameter="tank.minimum_volume_m3"),
    Rule(mode="keep", code="keep_retention", parameter="tank.retention_1_d", unit="d"),
    Rule(mode="keep", code="keep_zone", parameter=_ZONE),
    Rule(mode="sewer", code="sewer_water", parameter=_WATER),
    Rule(mode="sewer", code="sewer_freezing", parameter=_FROST),
    Rule(mode="sewer", code="sewer_trench", parameter="sewer.lateral_max_m"),
    Rule(mode="sewer", code="sewer_lateral", parameter="sewer.lateral_max_m", unit="m"),
    Rule(
        mode="sewer",
        code="sewer_pump",
        parameter="sewer.house_pump_max_head_m",
        unit="m",
        blocks=False,
    ),
    Rule(
        mode="sewer",
        code="sewer_flushing",
        parameter="sewer.min_velocity_m_s",
        unit="m/s",
        blocks=False,
    ),
    Rule(mode="sewer", code="sewer_outlet", parameter="mode.sewer_connect_km", unit="yuan"),
    Rule(
        mode="sewer", code="sewer_compulsory", parameter="mode.connect_is_compulsory", blocks=False
    ),
    _tank("tank_zone", _ZONE),
    _tank("tank_water", _WATER),
    _tank("tank_freezing", _FROST),
    _tank("tank_flush", "tank.micro_flush_max_l", "L", blocks=False),
    _tank("tank_retention", "tank.retention_1_d", "d"),
    _tank("tank_volume", "tank.volume_max_m3", "m3"),
    _tank("tank_yard", "tank.yard_area_min_m2", "m2"),
    _tank("tank_source", "tank.distance_drinking_source_m", "m"),
    _tank("tank_well", "tank.distance_well_m", "m"),
    _tank("tank_building", "tank.distance_building_m", "m", blocks=False),
    _tank("tank_groundwater", "tank.groundwater_limit_m", "m"),
    _tank("tank_slope", "tank.slope_max", "share"),
    _tank("tank_emptying", "tank.hose_m", "m", blocks=False),
    _tank("tank_digger", "tank.digger_width_m", "m", blocks=False),
    _tank("tank_area", "tank.yard_area_min_m2"),
    Rule(
        mode="dry",
        code="dry_indicated",
        parameter="mode.dry_where_scattered",
        unit="households",
    ),
    Rule(mode="dry", code="dry_zone", parameter=_ZONE),
    Rule(mode="dry", code="dry_yard", parameter="dry.yard_area_min_m2", unit="m2"),
    Rule(mode="dry", code="dry_source", parameter="dry.distance_drinking_source_m", unit="m"),
    Rule(mode="dry", code="dry_slope", parameter="dry.slope_max", unit="share"),
    Rule(mode="dry", code="dry_area", parameter="dry.yard_area_min_m2"),
    Rule(mode="any", code="persons", parameter=_PERSONS, unit="persons", blocks=False),
    Rule(mode="any", code="supply", parameter=_WATER, unit="L", blocks=False),
    Rule(mode="any", code="occupied", parameter=_PERSONS, blocks=False),
    Rule(mode="any", code="willing", parameter=_PERSONS, blocks=False),
)
RULE_BY_CODE = {rule.code: rule for rule in RULES}
