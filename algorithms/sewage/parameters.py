"""Declared values that sewers are designed and priced with."""

from __future__ import annotations

from dataclasses import dataclass

from algorithms.parameters import declared


@dataclass(frozen=True, kw_only=True)
class SewerParameters:
    """Design rules of sewers; see ``resources/parameters``."""

    water_use_l_per_person_d: float = declared("sewer.water_use_l_per_person_d")
    discharge_coefficient: float = declared("sewer.discharge_coefficient")
    peak_factor: float = declared("sewer.peak_factor")
    manning_n: float = declared("sewer.manning_n")
    min_diameter_m: float = declared("sewer.min_diameter_m")
    lateral_diameter_m: float = declared("sewer.lateral_diameter_m")
    min_gradient_lateral: float = declared("sewer.min_gradient_lateral")
    min_gradient_dn110: float = declared("sewer.min_gradient_dn110")
    min_gradient_dn160: float = declared("sewer.min_gradient_dn160")
    min_gradient_dn200: float = declared("sewer.min_gradient_dn200")
    min_gradient_dn300: float = declared("sewer.min_gradient_dn300")
    min_gradient_dn400: float = declared("sewer.min_gradient_dn400")
    fill_dn300: float = declared("sewer.fill_dn300")
    fill_dn450: float = declared("sewer.fill_dn450")
    min_velocity_m_s: float = declared("sewer.min_velocity_m_s")
    max_velocity_m_s: float = declared("sewer.max_velocity_m_s")
    max_gradient: float = declared("sewer.max_gradient")
    manhole_spacing_m: float = declared("sewer.manhole_spacing_m")
    min_reach_m: float = declared("sewer.min_reach_m")
    alignment_tolerance_m: float = declared("sewer.alignment_tolerance_m")
    cover_road_m: float = declared("sewer.cover_road_m")
    cover_path_m: float = declared("sewer.cover_path_m")
    cover_yard_m: float = declared("sewer.cover_yard_m")
    frost_depth_m: float = declared("sewer.frost_depth_m")
    max_depth_m: float = declared("sewer.max_depth_m")
    lateral_max_m: float = declared("sewer.lateral_max_m")
    house_pump_max_head_m: float = declared("sewer.house_pump_max_head_m")
    house_pump_diameter_m: float = declared("sewer.house_pump_diameter_m")
    slope_max: float = declared("sewer.slope_max")
    drop_min_m: float = declared("sewer.drop_min_m")
    chamber_max_depth_m: float = declared("sewer.chamber_max_depth_m")
    rock_share: float = declared("sewer.rock_share")
    rising_main_velocity_m_s: float = declared("sewer.rising_main_velocity_m_s")
    rising_main_min_diameter_m: float = declared("sewer.rising_main_min_diameter_m")
    long_main_max_head_m: float = declared("sewer.long_main_max_head_m")
    connection_reach_m: float = declared("sewer.connection_reach_m")
    assumed_invert_depth_m: float = declared("sewer.assumed_invert_depth_m")

    @property
    def flow_m3_d_per_person(self) -> float:
        """Mean sewage of one person."""
        return self.water_use_l_per_person_d * self.discharge_coefficient / 1000.0

    @property
    def peak_flow_m3_s_per_person(self) -> float:
        """Design flow of one person.

        Examples
        --------
        100 L/(person d) x 0.7 x 3.5 for 3.2 persons is 784 L/d or 0.009 L/s.
        """
        return self.flow_m3_d_per_person * self.peak_factor / 86400.0


@dataclass(frozen=True, kw_only=True)
class SewerPrices:
    """Price book rows of sewers and stations."""

    lateral_yuan_m: float = declared("price.lateral_yuan_m")
    pressure_lateral_yuan_m: float = declared("price.pressure_lateral_yuan_m")
    house_pump_yuan: float = declared("price.house_pump_yuan")
    house_pump_annual_yuan: float = declared("price.house_pump_annual_yuan")
    house_chamber_yuan: float = declared("price.house_chamber_yuan")
    flush_pan_yuan: float = declared("price.flush_pan_yuan")
    sewer_dn110_yuan_m: float = declared("price.sewer_dn110_yuan_m")
    sewer_dn160_yuan_m: float = declared("price.sewer_dn160_yuan_m")
    sewer_dn200_yuan_m: float = declared("price.sewer_dn200_yuan_m")
    sewer_dn300_yuan_m: float = declared("price.sewer_dn300_yuan_m")
    sewer_dn400_yuan_m: float = declared("price.sewer_dn400_yuan_m")
    depth_2m_share: float = declared("price.depth_2m_share")
    depth_3m_share: float = declared("price.depth_3m_share")
    rock_share: float = declared("price.rock_share")
    concrete_road_yuan_m: float = declared("price.concrete_road_yuan_m")
    asphalt_road_yuan_m: float = declared("price.asphalt_road_yuan_m")
    gravel_road_yuan_m: float = declared("price.gravel_road_yuan_m")
    manhole_plastic_yuan: float = declared("price.manhole_plastic_yuan")
    manhole_concrete_yuan: float = declared("price.manhole_concrete_yuan")
    manhole_drop_yuan: float = declared("price.manhole_drop_yuan")
    rising_main_yuan_m: float = declared("price.rising_main_yuan_m")
    pump_station_base_yuan: float = declared("price.pump_station_base_yuan")
    pump_station_yuan_m3_d: float = declared("price.pump_station_yuan_m3_d")
    lifting_share: float = declared("price.lifting_share")
    pump_annual_share: float = declared("price.pump_annual_share")
    electricity_yuan_kwh: float = declared("price.electricity_yuan_kwh")
    pump_efficiency: float = declared("price.pump_efficiency")
    sewer_annual_share: float = declared("price.sewer_annual_share")
    works_connection_yuan_m3_d: float = declared("price.works_connection_yuan_m3_d")
    works_treatment_yuan_m3: float = declared("price.works_treatment_yuan_m3")


@dataclass(frozen=True, kw_only=True)
class PlantParameters:
    """Processes of cluster plants, their limits and price book rows."""

    are_allowed: bool = declared("treatment.are_allowed")
    plant_kind: str = declared("treatment.plant_kind")
    wetland_m2_per_person: float = declared("treatment.wetland_m2_per_person")
    distance_houses_m: float = declared("treatment.distance_houses_m")
    distance_drinking_source_m: float = declared("treatment.distance_drinking_source_m")
    decentral_flow_m3_d: float = declared("treatment.decentral_flow_m3_d")
    candidate_spacing_m: float = declared("treatment.candidate_spacing_m")
    cluster_min_households: int = declared("mode.cluster_min_households")
    wetland_base_yuan: float = declared("price.wetland_base_yuan")
    wetland_yuan_m3_d: float = declared("price.wetland_yuan_m3_d")
    wetland_annual_yuan_m3: float = declared("price.wetland_annual_yuan_m3")
    micro_power_base_yuan: float = declared("price.micro_power_base_yuan")
    micro_power_yuan_m3_d: float = declared("price.micro_power_yuan_m3_d")
    micro_power_annual_yuan_m3: float = declared("price.micro_power_annual_yuan_m3")
    land_yuan_m2: float = declared("price.land_yuan_m2")
