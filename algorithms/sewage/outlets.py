"""Where sewage may go: existing sewers, the town works, new cluster plants."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.sewage.corridors import BoolArray, FloatArray, IntArray
from algorithms.sewage.parameters import PlantParameters, SewerParameters, SewerPrices

TOWN_WORKS, CONNECTION_POINT, MICRO_POWER, WETLAND = range(4)
OUTLET_KIND_NAMES = ("town_works", "connection_point", "micro_power", "wetland")


@dataclass(frozen=True, kw_only=True)
class Outlets:
    """Outlets on the corridor graph; every array has shape (S,).

    Attributes
    ----------
    node
        Node of the corridor graph.
    kind
        ``TOWN_WORKS``, ``CONNECTION_POINT``, ``MICRO_POWER`` or ``WETLAND``.
    invert_level_m
        Level below which sewage must be lifted in, NaN where any level will do.
    capital_yuan, capital_yuan_per_person
        First cost: base and per person connected.
    annual_yuan_per_person
        Yearly cost per person connected.
    min_households
        Fewest households that make it worth running; 0 for existing outlets.
    max_persons
        Largest size, infinite where open.
    reach_m
        Longest way along the sewers.
    plant_id
        Id for people.
    """

    node: IntArray
    kind: IntArray
    invert_level_m: FloatArray
    capital_yuan: FloatArray
    capital_yuan_per_person: FloatArray
    annual_yuan_per_person: FloatArray
    min_households: IntArray
    max_persons: FloatArray
    reach_m: FloatArray
    plant_id: NDArray[np.str_]

    def __len__(self) -> int:
        """Return the number of outlets."""
        return len(self.node)

    @property
    def is_existing(self) -> BoolArray:
        """Whether an outlet is there already."""
        return self.kind <= CONNECTION_POINT

    def take(self, indices: IntArray | BoolArray) -> Outlets:
        """Return the chosen outlets."""
        return replace(self, **{name: values[indices] for name, values in vars(self).items()})

    def joined(self, other: Outlets) -> Outlets:
        """Return these outlets followed by others."""
        return replace(
            self,
            **{
                name: np.concatenate((values, getattr(other, name)))
                for name, values in vars(self).items()
            },
        )

    def fixed_present_value_yuan(self, plant_factor: float) -> FloatArray:
        """Return the whole-life cost of opening each outlet."""
        return self.capital_yuan * plant_factor

    def person_present_value_yuan(self, plant_factor: float, annual_factor: float) -> FloatArray:
        """Return the whole-life cost of one more person at each outlet."""
        return (
            self.capital_yuan_per_person * plant_factor
            + self.annual_yuan_per_person * annual_factor
        )


def town_outlets(
    node: IntArray,
    kind: IntArray,
    invert_level_m: FloatArray,
    reach_m: float,
    plant_id: NDArray[np.str_],
    rules: SewerParameters,
    prices: SewerPrices,
) -> Outlets:
    """Return existing outlets: the connection fee and the works' treatment per person."""
    flow = rules.flow_m3_d_per_person
    return Outlets(
        node=node,
        kind=kind,
        invert_level_m=invert_level_m,
        capital_yuan=np.zeros(len(node)),
        capital_yuan_per_person=np.full(len(node), prices.works_connection_yuan_m3_d * flow),
        annual_yuan_per_person=np.full(len(node), prices.works_treatment_yuan_m3 * flow * 365.0),
        min_households=np.zeros(len(node), dtype=np.int64),
        max_persons=np.full(len(node), np.inf),
        reach_m=np.full(len(node), reach_m),
        plant_id=plant_id,
    )


def plant_outlets(
    node: IntArray,
    takes_wetland: BoolArray,
    plant_id: NDArray[np.str_],
    plants: PlantParameters,
    rules: SewerParameters,
) -> Outlets:
    """Return candidate cluster plants: wetland where one may lie, else micro-power."""
    flow = rules.flow_m3_d_per_person
    wetland = takes_wetland & (plants.plant_kind != "micro_power")
    wetland |= plants.plant_kind == "wetland"
    land = plants.wetland_m2_per_person * plants.land_yuan_m2
    count = len(node)
    return Outlets(
        node=node,
        kind=np.where(wetland, WETLAND, MICRO_POWER),
        invert_level_m=np.full(count, np.nan),
        capital_yuan=np.where(wetland, plants.wetland_base_yuan, plants.micro_power_base_yuan),
        capital_yuan_per_person=np.where(
            wetland, plants.wetland_yuan_m3_d * flow + land, plants.micro_power_yuan_m3_d * flow
        ),
        annual_yuan_per_person=365.0
        * flow
        * np.where(wetland, plants.wetland_annual_yuan_m3, plants.micro_power_annual_yuan_m3),
        min_households=np.full(count, plants.cluster_min_households),
        max_persons=np.full(count, plants.decentral_flow_m3_d / flow),
        reach_m=np.full(count, np.inf),
        plant_id=plant_id,
    )
