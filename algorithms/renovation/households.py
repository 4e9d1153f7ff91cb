"""What is known about each household, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
# 1 yes, 0 no, -1 not known
AnswerArray = NDArray[np.int8]

YES, NO, NOT_KNOWN = 1, 0, -1
COMPLIANT_TOILETS = (
    "three_chamber",
    "double_urn",
    "urine_diverting",
    "double_pit",
    "sewer_flush",
)


@dataclass(frozen=True, kw_only=True)
class Households:
    """Households with their site; every array has shape (H,).

    Numbers that nobody knows are NaN, answers that nobody gave are -1.

    Attributes
    ----------
    xy_m
        Position, shape (H, 2).
    ground_level_m
        Ground at the house; NaN off the terrain.
    persons
        Persons to design for, never NaN.
    persons_known
        Whether `persons` was given and not assumed.
    existing_toilet
        Declared kind, empty where not known.
    drinking_source_distance_m, well_distance_m
        To the nearest of each; infinite where there is none, NaN where no water
        layer says so.
    neighbour_distance_m, neighbour_count
        To the nearest other house; houses within the declared radius.
    truck_road_distance_m
        To the nearest road wide enough for the vacuum truck; NaN where road
        widths are not known.
    works_distance_m
        Way of the vacuum truck; NaN where no works is known.
    in_protection_zone, forbids_tank, forbids_toilet, forbids_trench
        From restricted areas.
    """

    xy_m: FloatArray
    ground_level_m: FloatArray
    persons: FloatArray
    persons_known: BoolArray
    has_piped_water: AnswerArray
    existing_toilet: NDArray[np.str_]
    flush_litres: FloatArray
    yard_area_m2: FloatArray
    access_width_m: FloatArray
    is_occupied: AnswerArray
    is_willing: AnswerArray
    groundwater_depth_m: FloatArray
    slope: FloatArray
    drinking_source_distance_m: FloatArray
    well_distance_m: FloatArray
    neighbour_distance_m: FloatArray
    neighbour_count: NDArray[np.int64]
    truck_road_distance_m: FloatArray
    works_distance_m: FloatArray
    in_protection_zone: BoolArray
    forbids_tank: BoolArray
    forbids_toilet: BoolArray
    forbids_trench: BoolArray

    def __len__(self) -> int:
        """Return the number of households."""
        return len(self.persons)
