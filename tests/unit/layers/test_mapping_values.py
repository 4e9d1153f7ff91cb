"""Columns matched to fields, and their values translated."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from layers.errors import SchemaError
from layers.mapping import Match, propose_mapping, unit_in_name
from layers.schema import schema_of
from layers.values import convert


def matched(columns: list[str], role: str = "households", **given: str) -> dict[str, str]:
    frame = pd.DataFrame({column: ["x"] for column in columns}, dtype=object)
    return {match.field: match.column for match in propose_mapping(frame, role, given)}


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("household_id", "household_id"),
        ("户编号", "household_id"),
        ("户主姓名", "householder_name"),
        ("HZXM", "householder_name"),
        ("常住人口（人）", "persons_resident"),
        ("入户道路宽度(m)", "access_width_m"),
        ("是否通自来水", "has_piped_water"),
        ("SFTZLS", "has_piped_water"),
        ("Persons Registered", "persons_registered"),
        ("村委会代码", "village_code"),
        ("地下水埋深/m", "groundwater_depth_m"),
    ],
)
def test_a_column_is_matched_by_any_accepted_name(column: str, field: str) -> None:
    assert matched([column]) == {field: column}


def test_a_name_cut_by_a_shapefile_is_matched_and_marked() -> None:
    frame = pd.DataFrame({"乡镇名": ["a"], "groundwate": ["b"]}, dtype=object)
    found = {m.field: m.how for m in propose_mapping(frame, "households")}
    assert found == {"groundwater_depth_m": Match.CUT}


def test_values_tell_what_an_unknown_column_means() -> None:
    frame = pd.DataFrame(
        {"f1": ["三格式", "旱厕", "沼气", "无"], "f2": ["420682101201"] * 4}, dtype=object
    )
    found = {m.field: (m.column, m.how) for m in propose_mapping(frame, "households")}
    assert found == {
        "existing_toilet": ("f1", Match.VALUES),
        "village_code": ("f2", Match.VALUES),
    }


def test_a_column_serves_one_field_and_rivals_are_named() -> None:
    frame = pd.DataFrame({"户主": ["a"], "姓名": ["b"]}, dtype=object)
    (match,) = propose_mapping(frame, "households")
    assert match.column == "户主"
    assert match.rivals == ("姓名",)


def test_the_users_word_goes_first_and_may_be_none() -> None:
    assert matched(["户主", "姓名"], householder_name="姓名") == {"householder_name": "姓名"}
    assert matched(["户主"], householder_name="") == {}


def test_a_longer_english_name_is_not_mistaken() -> None:
    assert matched(["number of households", "village population density"]) == {}


@pytest.mark.parametrize("given", [{"no_field": "户主"}, {"householder_name": "no column"}])
def test_a_wrong_word_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(SchemaError):
        matched(["户主"], **given)


def test_the_unit_of_a_heading_is_read() -> None:
    assert unit_in_name("管径（ＭＭ）") == "mm"
    assert unit_in_name("管径") == ""


def converted(field: str, cells: list[Any], role: str = "households", unit: str = "") -> list[Any]:
    done = convert(pd.Series(cells, dtype=object), schema_of(role).field(field), unit)
    return [None if pd.isna(value) else value for value in done.values]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("有", True), ("无", False), ("是", True), ("否", False), ("√", True), ("×", False),
        ("YES", True), ("0", False), (1, True), (1.0, True), (True, True), ("未通", False),
        ("", None), ("不详", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_read(text: object, value: bool | None) -> None:
    assert converted("has_piped_water", [text]) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三格式", "three_chamber"), ("三格化粪池", "three_chamber"), ("旱厕", "dry_pit"),
        (" 旱 厕 ", "dry_pit"), ("双瓮漏斗式", "double_urn"), ("三联通沼气池式", "biogas"),
        ("完整下水道水冲式", "sewer_flush"), ("无", "none"), ("three_chamber", "three_chamber"),
        ("Three-chamber septic tank", "three_chamber"), ("-", None),
    ],
)  # fmt: skip
def test_toilet_types_are_translated(text: str, value: str | None) -> None:
    assert converted("existing_toilet", [text]) == [value]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3), (3.0, 3), ("３", 3), ("3人", 3), ("约3人", 3), ("3口", 3), ("１２", 12),
        ("", None), ("三", 3), ("三五", None), ("三到五", None), ("2-3", None),
    ],
)  # fmt: skip
def test_numbers_in_text_are_read_where_they_are_clear(text: object, number: int | None) -> None:
    assert converted("persons_resident", [text]) == [number]


@pytest.mark.parametrize(
    ("field", "role", "cells", "unit", "values"),
    [
        (
            "access_width_m",
            "households",
            ["2.5米", "250cm", "2500毫米", "0.0025公里"],
            "",
            [2.5] * 4,
        ),
        ("access_width_m", "households", [250, "300"], "cm", [2.5, 3.0]),
        ("yard_area_m2", "households", ["0.3亩", 50], "", [200.0, 50.0]),
        ("open_cost_yuan", "public_toilets", ["1.2万元", "8,000"], "", [12000.0, 8000.0]),
        ("diameter_m", "sewers", ["DN300", "d400", "φ200"], "", [0.3, 0.4, 0.2]),
        ("diameter_m", "sewers", [300, 400], "", [0.3, 0.4]),
        ("diameter_m", "sewers", [0.3, 0.4], "", [0.3, 0.4]),
        ("diameter_m", "sewers", [300, 400], "mm", [0.3, 0.4]),
    ],
)
def test_units_are_converted(
    field: str, role: str, cells: list[Any], unit: str, values: list[float]
) -> None:
    """0.3 mu = 0.3 * 10000 / 15 = 200 m2; DN300 is 0.3 m."""
    assert converted(field, cells, role, unit) == pytest.approx(values)


def test_codes_keep_their_digits_as_text() -> None:
    assert converted("village_code", [420682101201.0, "420682101202", 420682101203]) == [
        "420682101201", "420682101202", "420682101203",
    ]  # fmt: skip


def test_several_values_in_one_cell_are_a_list_in_the_declared_order() -> None:
    cells = ["公厕、化粪池", "tank;toilet", "全部", "", "huh"]
    done = convert(pd.Series(cells, dtype=object), schema_of("restricted_areas").field("forbids"))
    assert [None if pd.isna(v) else v for v in done.values] == [
        "toilet,tank", "toilet,tank", "toilet,tank,trench,plant", None, None,
    ]  # fmt: skip
    assert done.unread.tolist() == [False, False, False, False, True]


def test_what_is_not_understood_is_marked_and_bounds_are_told() -> None:
    field = schema_of("households").field("persons_resident")
    done = convert(pd.Series(["3", "many", "", "-5", "99"], dtype=object), field)
    assert done.unread.tolist() == [False, True, False, False, False]
    assert done.out_of_bounds.tolist() == [False, False, False, True, True]
