"""Households and limits for the rules of renovation."""

import numpy as np

from algorithms.renovation import households as h
from algorithms.renovation.rule_parameters import RuleParameters
from resources.catalogue import ParameterValues, load_profile


def parameters(**changes):
    return ParameterValues(load_profile(), {k.replace("__", "."): v for k, v in changes.items()})


def limits(**changes):
    return parameters(**changes).fill(RuleParameters)


def households(count=1, **known):
    """Households of which nothing is known but a place and four persons."""
    nan, no_answer = np.full(count, np.nan), np.full(count, -1, dtype=np.int8)
    no = np.zeros(count, dtype=bool)
    values = {
        "xy_m": np.zeros((count, 2)), "ground_level_m": np.zeros(count),
        "persons": np.full(count, 4.0), "persons_known": ~no, "has_piped_water": no_answer,
        "existing_toilet": np.full(count, "dry_pit"), "flush_litres": nan, "yard_area_m2": nan,
        "access_width_m": nan, "is_occupied": no_answer, "is_willing": no_answer,
        "groundwater_depth_m": nan, "slope": nan, "drinking_source_distance_m": nan,
        "well_distance_m": nan, "neighbour_distance_m": np.full(count, 20.0),
        "neighbour_count": np.full(count, 9), "truck_road_distance_m": nan,
        "works_distance_m": nan, "in_protection_zone": no, "forbids_tank": no,
        "forbids_toilet": no, "forbids_trench": no,
    }  # fmt: skip
    values.update({key: np.asarray(value) for key, value in known.items()})
    return h.Households(**values)
