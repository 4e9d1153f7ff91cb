"""The renovation plan: every household's mode, with the sewers that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.parameters import declared
from algorithms.renovation.cost_items import CostTable
from algorithms.renovation.finance import FinanceParameters
from algorithms.renovation.households import BoolArray, FloatArray, Households
from algorithms.renovation.onsite import OnsitePrices
from algorithms.renovation.rule_parameters import RuleParameters
from algorithms.renovation.rules import Feasibility
from algorithms.renovation.shared_tanks import SharedTanks
from algorithms.sewage.decision import SewerPlan
from algorithms.sewage.design import DesignBasis
from algorithms.sewage.laterals import HouseConnections
from algorithms.sewage.outlets import Outlets


@dataclass(frozen=True, kw_only=True)
class DecisionParameters:
    """What the decision itself depends on."""

    connect_is_compulsory: bool = declared("mode.connect_is_compulsory")
    connect_max_m_per_household: float = declared("mode.connect_max_m_per_household")
    protection_zone_forces_sewer: bool = declared("mode.protection_zone_forces_sewer")
    sewer_at_most_yuan: float = declared("mode.sewer_at_most_yuan")


@dataclass(frozen=True, kw_only=True)
class RenovationInput:
    """Everything a renovation plan is made from."""

    households: Households
    connections: HouseConnections
    basis: DesignBasis
    outlets: Outlets
    limits: RuleParameters
    onsite_prices: OnsitePrices
    finance: FinanceParameters
    decision: DecisionParameters
    fixed_mode: NDArray[np.str_]


@dataclass(frozen=True, kw_only=True)
class RenovationPlan:
    """Modes with their costs; arrays have shape (H,).

    Attributes
    ----------
    mode, variant
        As in the household layer.
    feasibility
        Verdicts of the rules.
    own_mode, own_variant, own_present_value_yuan
        Best mode without a sewer and its whole-life cost, infinite where none is.
    tank_costs, dry_costs, house_sewer_costs
        Cost items of each mode; those of the sewer without network and plant.
    tank_present_value_yuan, dry_present_value_yuan
        Whole-life cost, infinite where the mode may not be used.
    shared_tanks
        Groups that share a tank where their mode says so.
    is_sewer_by_hand
        Whether the sewer was set by hand.
    is_compulsory
        Whether the town rule or a protection zone makes the house connect.
    sewers
        Sewer plan, None where nothing connects.
    """

    mode: NDArray[np.str_]
    variant: NDArray[np.str_]
    feasibility: Feasibility
    own_mode: NDArray[np.str_]
    own_variant: NDArray[np.str_]
    own_present_value_yuan: FloatArray
    tank_costs: CostTable
    dry_costs: CostTable
    house_sewer_costs: CostTable
    tank_present_value_yuan: FloatArray
    dry_present_value_yuan: FloatArray
    shared_tanks: SharedTanks
    is_sewer_by_hand: BoolArray
    is_compulsory: BoolArray
    sewers: SewerPlan | None
