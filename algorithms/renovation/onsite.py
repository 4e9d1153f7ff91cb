"""What a tank or a dry toilet costs at each household over its life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.parameters import declared
from algorithms.renovation.cost_items import CostItem, CostTable
from algorithms.renovation.finance import FinanceParameters
from algorithms.renovation.households import BoolArray, FloatArray, Households
from algorithms.renovation.rule_parameters import RuleParameters
from algorithms.renovation.shared_tanks import SharedTanks, share_tanks
from algorithms.renovation.tank_size import daily_input_l

# Toilets that stand in a room which can be converted; elsewhere a room is built.
WITH_ROOM = ("flush_to_pit", "three_chamber", "double_urn", "biogas", "sewer_flush",
             "urine_diverting", "double_pit")  # fmt: skip
WITH_TANK = ("three_chamber", "double_urn")


@dataclass(frozen=True, kw_only=True)
class OnsitePrices:
    """Price book rows and quantities of tanks and dry toilets."""

    tank_base_yuan: float = declared("price.tank_base_yuan")
    tank_yuan_m3: float = declared("price.tank_yuan_m3")
    tank_pipe_yuan: float = declared("price.tank_pipe_yuan")
    micro_flush_pan_yuan: float = declared("price.micro_flush_pan_yuan")
    room_new_yuan: float = declared("price.room_new_yuan")
    room_convert_yuan: float = declared("price.room_convert_yuan")
    digester_conversion_yuan: float = declared("price.digester_conversion_yuan")
    greywater_unit_yuan: float = declared("price.greywater_unit_yuan")
    greywater_annual_yuan: float = declared("price.greywater_annual_yuan")
    manual_dig_yuan_m3: float = declared("price.manual_dig_yuan_m3")
    groundwater_measure_yuan: float = declared("price.groundwater_measure_yuan")
    empty_trip_yuan: float = declared("price.empty_trip_yuan")
    empty_km_yuan: float = declared("price.empty_km_yuan")
    empty_truck_m3: float = declared("price.empty_truck_m3")
    tank_annual_yuan: float = declared("price.tank_annual_yuan")
    urine_diverting_yuan: float = declared("price.urine_diverting_yuan")
    double_pit_yuan: float = declared("price.double_pit_yuan")
    dry_annual_yuan: float = declared("price.dry_annual_yuan")
    lateral_yuan_m: float = declared("price.lateral_yuan_m")
    with_greywater: bool = declared("tank.with_greywater")
    reuse_share: float = declared("tank.reuse_share")
    assumed_works_km: float = declared("tank.assumed_works_km")
    groundwater_measure_m: float = declared("tank.groundwater_measure_m")
    double_pit_groundwater_m: float = declared("dry.double_pit_groundwater_m")
    vault_volume_m3: float = declared("dry.vault_volume_m3")


def _share(condition: BoolArray) -> FloatArray:
    return condition.astype(np.float64)


def room_items(
    households: Households, prices: OnsitePrices, finance: FinanceParameters
) -> tuple[CostItem, ...]:
    """Return the toilet room: converted where there is one, else new."""
    has_room = np.isin(households.existing_toilet, WITH_ROOM)
    life = finance.life_tank_years
    return (
        CostItem(code="room_new", unit="", quantity=_share(~has_room),
                 unit_price_yuan=prices.room_new_yuan, life_years=life),
        CostItem(code="room_convert", unit="", quantity=_share(has_room),
                 unit_price_yuan=prices.room_convert_yuan, life_years=life),
    )  # fmt: skip


def emptying_trips(
    households: Households, volume_m3: FloatArray, reuse_share: float, limits: RuleParameters
) -> FloatArray:
    """Return emptying trips a year: what isn't used on the fields, by tank volume."""
    yearly_m3 = daily_input_l(limits, limits.micro_flush_l) * households.persons * 365.0 / 1000.0
    return np.asarray(np.maximum(yearly_m3 * (1.0 - reuse_share) / volume_m3, 1.0))


def trip_price_yuan(
    households: Households, prices: OnsitePrices, volume_m3: FloatArray
) -> FloatArray:
    """Return the price of one trip: base and way, for each truck load that a tank fills."""
    distance = np.where(
        np.isfinite(households.works_distance_m),
        households.works_distance_m / 1000.0,
        prices.assumed_works_km,
    )
    loads = np.maximum(np.ceil(volume_m3 / prices.empty_truck_m3), 1.0)
    return np.asarray((prices.empty_trip_yuan + prices.empty_km_yuan * distance) * loads)


def tank_costs(
    households: Households,
    limits: RuleParameters,
    prices: OnsitePrices,
    finance: FinanceParameters,
    *,
    is_sealed: bool = False,
    shared: SharedTanks | None = None,
) -> CostTable:
    """Return the cost of an own three-chamber tank, converted digesters included.

    A house that already has such a tank, and fails only by its cistern, pays
    the pan. ``is_sealed`` gives the sealed tank of protection zones: nothing
    goes to the fields, everything is carried away. Households of a shared tank
    pay their part of it and the pipe to it.
    """
    none = np.zeros(len(households), dtype=np.bool_)
    tanks = share_tanks(households, none, limits) if shared is None else shared
    part = 1.0 / tanks.size
    volume = tanks.volume_m3
    digester = households.existing_toilet == "biogas"
    needs_tank = ~np.isin(households.existing_toilet, WITH_TANK) & ~digester
    by_hand = households.access_width_m < limits.digger_width_m
    wet = households.groundwater_depth_m < prices.groundwater_measure_m
    reuse = 0.0 if is_sealed else prices.reuse_share
    trips = emptying_trips(households, volume * part, reuse, limits) * part
    greywater = np.full(len(households), float(prices.with_greywater))
    life, house = finance.life_tank_years, finance.life_household_years
    return CostTable(items=(
        CostItem(code="tank", unit="", quantity=part * needs_tank,
                 unit_price_yuan=prices.tank_base_yuan, life_years=life),
        CostItem(code="tank_volume", unit="m3", quantity=part * volume * needs_tank,
                 unit_price_yuan=prices.tank_yuan_m3, life_years=life),
        CostItem(code="digester_conversion", unit="", quantity=_share(digester),
                 unit_price_yuan=prices.digester_conversion_yuan, life_years=life),
        CostItem(code="tank_pipe", unit="", quantity=_share(needs_tank),
                 unit_price_yuan=prices.tank_pipe_yuan, life_years=life),
        CostItem(code="lateral", unit="m", quantity=tanks.pipe_m,
                 unit_price_yuan=prices.lateral_yuan_m, life_years=life),
        CostItem(code="micro_flush_pan", unit="", quantity=np.ones(len(households)),
                 unit_price_yuan=prices.micro_flush_pan_yuan, life_years=house),
        *room_items(households, prices, finance),
        CostItem(code="manual_dig", unit="m3",
                 quantity=2.0 * part * volume * (needs_tank & by_hand),
                 unit_price_yuan=prices.manual_dig_yuan_m3, life_years=life),
        CostItem(code="groundwater_measure", unit="", quantity=part * (needs_tank & wet),
                 unit_price_yuan=prices.groundwater_measure_yuan, life_years=life),
        CostItem(code="greywater_unit", unit="", quantity=greywater,
                 unit_price_yuan=prices.greywater_unit_yuan, life_years=life),
        CostItem(code="emptying", unit="trip", quantity=trips,
                 unit_price_yuan=trip_price_yuan(households, prices, volume), life_years=0),
        CostItem(code="tank_upkeep", unit="", quantity=np.ones(len(households)),
                 unit_price_yuan=prices.tank_annual_yuan, life_years=0),
        CostItem(code="greywater_upkeep", unit="", quantity=greywater,
                 unit_price_yuan=prices.greywater_annual_yuan, life_years=0),
    ))  # fmt: skip


def takes_double_pit(households: Households, prices: OnsitePrices) -> BoolArray:
    """Whether a double pit may be dug and costs less than a urine-diverting toilet."""
    dry_ground = households.groundwater_depth_m >= prices.double_pit_groundwater_m
    return np.asarray(dry_ground & (prices.double_pit_yuan < prices.urine_diverting_yuan))


def dry_costs(
    households: Households,
    limits: RuleParameters,
    prices: OnsitePrices,
    finance: FinanceParameters,
) -> CostTable:
    """Return the cost of a dry toilet: double pit where the ground is dry, else urine-diverting."""
    double_pit = takes_double_pit(households, prices)
    by_hand = households.access_width_m < limits.digger_width_m
    life = finance.life_dry_years
    return CostTable(items=(
        CostItem(code="urine_diverting", unit="", quantity=_share(~double_pit),
                 unit_price_yuan=prices.urine_diverting_yuan, life_years=life),
        CostItem(code="double_pit", unit="", quantity=_share(double_pit),
                 unit_price_yuan=prices.double_pit_yuan, life_years=life),
        *room_items(households, prices, finance),
        CostItem(code="manual_dig", unit="m3",
                 quantity=np.where(by_hand, 2.0 * prices.vault_volume_m3, 0.0),
                 unit_price_yuan=prices.manual_dig_yuan_m3, life_years=life),
        CostItem(code="dry_upkeep", unit="", quantity=np.ones(len(households)),
                 unit_price_yuan=prices.dry_annual_yuan, life_years=0),
    ))  # fmt: skip
