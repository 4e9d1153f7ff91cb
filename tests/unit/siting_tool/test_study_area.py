"""Layers as arrays: persons that count, villages by position, ids that never repeat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from siting_tool.project.columns import flags, numbers, unique_ids, words
from siting_tool.project.errors import ProjectError
from siting_tool.project.study_area import (
    enclosing_areas,
    read_households,
    require_layers,
    village_names,
)
from tests.helpers.tiny_township import VILLAGES, frame, point, tiny_township


def households(rows, **parameters):
    layer = frame([{**row, "geometry": point(100.0, 20.0)} for row in rows])
    project = tiny_township(households=layer)
    changes = {f"public.{key}": value for key, value in parameters.items()}
    return read_households(project, project.parameter_values(changes))


def test_residents_count_before_registered_and_a_missing_number_is_assumed():
    read = households(
        [
            {"household_id": "1", "persons_resident": 2.0, "persons_registered": 5.0},
            {"household_id": "2", "persons_resident": None, "persons_registered": 4.0},
            {"household_id": "3", "persons_resident": None, "persons_registered": None},
        ]
    )
    assert read.persons.tolist() == [2.0, 4.0, 3.2]
    assert read.is_assumed.tolist() == [False, False, True]


def test_people_who_live_elsewhere_weigh_as_the_parameter_says():
    """2 at home and 3 away at half weight are 3.5."""
    rows = [{"household_id": "1", "persons_resident": 2.0, "persons_registered": 5.0}]
    assert households(rows, absent_person_weight=0.5).persons.tolist() == [3.5]


def with_township():
    """Return the township with a boundary around its villages, listed last."""
    project = tiny_township()
    villages = project.layers["village_boundaries"]
    around = villages.iloc[[0]].assign(
        village_code="T", village_name="All", geometry=[villages.union_all().envelope.buffer(50.0)]
    )
    layers = {**project.layers, "village_boundaries": pd.concat([villages, around])}
    return replace(project, layers=layers)


def test_of_boundaries_over_each_other_the_smallest_counts():
    project = with_township()
    codes = read_households(project, project.parameter_values()).village_codes
    assert "T" not in codes
    plain = tiny_township()
    assert codes.tolist() == read_households(plain, plain.parameter_values()).village_codes.tolist()


def test_a_boundary_around_villages_is_none_of_them_unless_it_has_features_of_its_own():
    assert enclosing_areas(with_township(), ()) == {"T": "All"}
    assert enclosing_areas(with_township(), {"T"}) == {}
    assert enclosing_areas(tiny_township(), ()) == {}


def test_a_missing_village_is_the_one_the_household_lies_in():
    read = households(
        [{"household_id": "1", "village_code": ""}, {"household_id": "2", "village_code": "x"}]
    )
    assert read.village_codes.tolist() == [VILLAGES[0], "x"]


def test_codes_of_residents_committees_are_town():
    rows = [{"household_id": "1", "village_code": code} for code in ("420000000001", VILLAGES[0])]
    assert households(rows).is_town.tolist() == [True, False]


def test_names_of_villages():
    assert village_names(tiny_township()) == dict(zip(VILLAGES, ("西村", "东村"), strict=True))


def test_a_missing_layer_is_named():
    project = tiny_township(roads=tiny_township().layers["roads"].iloc[:0])
    with pytest.raises(ProjectError) as caught:
        require_layers(project, "site", ("households", "roads"))
    assert caught.value.values["roles"] == "roads"


def test_empty_ids_are_filled_and_repeated_ones_numbered():
    given = np.array(["A", "", "A", "T002", "", "A-2"], dtype=object)
    assert unique_ids(given, "T").tolist() == ["A", "T002-2", "A-3", "T002", "T005", "A-2"]


def test_missing_columns_are_columns_of_missing_values():
    layer = frame([{"geometry": point(0, 0)}])
    assert np.isnan(numbers(layer, "nothing")).all()
    assert words(layer, "nothing").tolist() == [""]
    assert flags(layer, "nothing", missing=True).tolist() == [True]
