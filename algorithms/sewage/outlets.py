"""Where sewage may go: existing sewers, the town works, cluster plants, old and new."""

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
    is_existing
        Whether an outlet is there already.
    invert_level_m
        Level below which sewage must be lifted in, NaN where any level will do.
    capital_yuan, capital_yuan_per_person
        First cost: base and per person connected.
    annual_yuan_per_person
        Yearly cost per person connected.
    min_households
        Fewest households that make it worth running; 0 for existing outlets.
    max_persons
        Most persons it takes, infinite where that is not limited.
    reach_m
        Longest way along the sewers.
    plant_id
        Id for people.
    """

    node: IntArray
    kind: IntArray
    is_existing: BoolArray
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
    def leads_to_town(self) -> BoolArray:
        """Whether an outlet is the town works or a sewer that leads there."""
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


@dataclass(frozen=True, kw_only=True)
class OutletPlaces:
    """Outlets before their costs; every array has shape (S,).

    Attributes
    ----------
    node, kind, invert_level_m, plant_id
        As in `Outlets`.
    capacity_m3_d
        What an existing outlet can treat; NaN where it is not known.
    """

    node: IntArray
    kind: IntArray
    invert_level_m: FloatArray
    plant_id: NDArray[np.str_]
    capacity_m3_d: FloatArray

    def max_persons(self, rules: SewerParameters) -> FloatArray:
        """Return the persons whose sewage the capacity takes."""
        capacity = np.where(np.isnan(self.capacity_m3_d), np.inf, self.capacity_m3_d)
        return np.asarray(capacity / rules.flow_m3_d_per_person)


def town_outlets(
    places: OutletPlaces, reach_m: float, rules: SewerParameters, prices: SewerPrices
) -> Outlets:
    """Return existing outlets: the connection fee and the works' treatment per person."""
    flow, count = rules.flow_m3_d_per_person, len(places.node)
    return Outlets(
        node=places.node,
        kind=places.kind,
        is_existing=np.ones(count, dtype=np.bool_),
        invert_level_m=places.invert_level_m,
        capital_yuan=np.zeros(count),
        capital_yuan_per_person=np.full(count, prices.works_connection_yuan_m3_d * flow),
        annual_yuan_per_person=np.full(count, prices.works_treatment_yuan_m3 * flow * 365.0),
        min_households=np.zeros(count, dtype=np.int64),
        max_persons=places.max_persons(rules),
        reach_m=np.full(count, reach_m),
        plant_id=places.plant_id,
    )


def new_plant_kind(takes_wetland: BoolArray, plants: PlantParameters) -> IntArray:
    """Return the process of new plants: wetland where one may lie, else micro-power."""
    wetland = takes_wetland & (plants.plant_kind != "micro_power")
    wetland |= plants.plant_kind == "wetland"
    return np.where(wetland, WETLAND, MICRO_POWER)


def existing_plants(
    places: OutletPlaces, plants: PlantParameters, rules: SewerParameters
) -> Outlets:
    """Return cluster plants that stand: they cost what they run on, up to their capacity."""
    count = len(places.node)
    return Outlets(
        node=places.node,
        kind=places.kind,
        is_existing=np.ones(count, dtype=np.bool_),
        invert_level_m=places.invert_level_m,
        capital_yuan=np.zeros(count),
        capital_yuan_per_person=np.zeros(count),
        annual_yuan_per_person=_running_yuan_per_person(places.kind, plants, rules),
        min_households=np.zeros(count, dtype=np.int64),
        max_persons=places.max_persons(rules),
        reach_m=np.full(count, np.inf),
        plant_id=places.plant_id,
    )


def new_plants(places: OutletPlaces, plants: PlantParameters, rules: SewerParameters) -> Outlets:
    """Return candidate cluster plants: base price and price per person, land included."""
    flow, count = rules.flow_m3_d_per_person, len(places.node)
    wetland = places.kind == WETLAND
    land = plants.wetland_m2_per_person * plants.land_yuan_m2
    return Outlets(
        node=places.node,
        kind=places.kind,
        is_existing=np.zeros(count, dtype=np.bool_),
        invert_level_m=places.invert_level_m,
        capital_yuan=np.where(wetland, plants.wetland_base_yuan, plants.micro_power_base_yuan),
        capital_yuan_per_person=np.where(
            wetland, plants.wetland_yuan_m3_d * flow + land, plants.micro_power_yuan_m3_d * flow
        ),
        annual_yuan_per_person=_running_yuan_per_person(places.kind, plants, rules),
        min_households=np.full(count, plants.cluster_min_households),
        max_persons=np.full(count, plants.decentral_flow_m3_d / flow),
        reach_m=np.full(count, np.inf),
        plant_id=places.plant_id,
    )


def _running_yuan_per_person(
    kind: IntArray, plants: PlantParameters, rules: SewerParameters
) -> FloatArray:
    yuan_m3 = np.where(
        kind == WETLAND, plants.wetland_annual_yuan_m3, plants.micro_power_annual_yuan_m3
    )
    return np.asarray(365.0 * rules.flow_m3_d_per_person * yuan_m3)
