"""Limits of the feasibility rules."""

from __future__ import annotations

from dataclasses import dataclass

from algorithms.parameters import declared


@dataclass(frozen=True, kw_only=True)
class RuleParameters:
    """Limits of the rules; see ``resources/parameters``."""

    protection_zone_forces_sewer: bool = declared("mode.protection_zone_forces_sewer")
    water_freezes_in_winter: bool = declared("mode.water_freezes_in_winter")
    is_arid: bool = declared("mode.is_arid")
    dry_where_scattered: bool = declared("mode.dry_where_scattered")
    scattered_max_neighbours: int = declared("mode.scattered_max_neighbours")
    assumed_piped_water: bool = declared("mode.assumed_piped_water")
    excreta_l_per_person_d: float = declared("tank.excreta_l_per_person_d")
    flushes_per_person_d: float = declared("tank.flushes_per_person_d")
    micro_flush_l: float = declared("tank.micro_flush_l")
    micro_flush_max_l: float = declared("tank.micro_flush_max_l")
    keep_needs_retention: bool = declared("tank.keep_needs_retention")
    shared_allowed: bool = declared("tank.shared_allowed")
    shared_reach_m: float = declared("tank.shared_reach_m")
    shared_max_households: int = declared("tank.shared_max_households")
    retention_1_d: float = declared("tank.retention_1_d")
    retention_2_d: float = declared("tank.retention_2_d")
    retention_3_d: float = declared("tank.retention_3_d")
    minimum_volume_m3: float = declared("tank.minimum_volume_m3")
    volume_margin: float = declared("tank.volume_margin")
    volume_step_m3: float = declared("tank.volume_step_m3")
    volume_max_m3: float = declared("tank.volume_max_m3")
    distance_drinking_source_m: float = declared("tank.distance_drinking_source_m")
    distance_well_m: float = declared("tank.distance_well_m")
    distance_building_m: float = declared("tank.distance_building_m")
    yard_area_min_m2: float = declared("tank.yard_area_min_m2")
    groundwater_limit_m: float = declared("tank.groundwater_limit_m")
    tank_slope_max: float = declared("tank.slope_max")
    hose_m: float = declared("tank.hose_m")
    digger_width_m: float = declared("tank.digger_width_m")
    dry_yard_area_min_m2: float = declared("dry.yard_area_min_m2")
    dry_slope_max: float = declared("dry.slope_max")
    dry_distance_drinking_source_m: float = declared("dry.distance_drinking_source_m")
