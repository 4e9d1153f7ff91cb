"""Coordinates in any spelling."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from layers.io.coordinates import find_coordinates, parse_angle, with_points
from layers.io.raw import RawLayer

DMS = 1 + 5 / 60 + 30.6 / 3600
"""1 degree 5 minutes 30.6 seconds = 1 + 0.083333 + 0.0085 = 1.091833 degrees."""


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("1 5 30.6", DMS),
        ("1 05 30.6", DMS),
        ("n1 05 30.6", DMS),
        ("N 1 05 30.6", DMS),
        ("S1 05 30.6", -DMS),
        ("-1 05 30.6", -DMS),
        ("1 05 30.6 S", -DMS),
        ("1 05 30.6-", -DMS),
        ("1°05′30.6″", DMS),
        ("1°05'30.6\"N", DMS),
        ("1°5′30.6″E", DMS),
        ("1度5分30.6秒", DMS),
        ("东经1度5分30.6秒", DMS),
        ("南纬1°5′30.6″", -DMS),
        ("１°０５′３０．６″", DMS),
        ("1d05m30.6s S", -DMS),
        ("1:05:30.6", DMS),
        ("1 5.51", DMS),
        ("1°5.51′", DMS),
        ("111.670000", 111.67),
        ("１１１．６７", 111.67),
        ("111.67°", 111.67),
        ("111.67E", 111.67),
        ("E111.67", 111.67),
        ("  111.67 ", 111.67),
        ("37480000.5", 37_480_000.5),
    ],
)
def test_every_usual_spelling_is_read(text: str, degrees: float) -> None:
    assert parse_angle(text) == pytest.approx(degrees, abs=1e-9)


@pytest.mark.parametrize(
    "text", ["1 65 30.6", "35 51 200", "abc", "", "1-2-3-4", "N", "°", "12,5,3"]
)
def test_what_is_no_coordinate_is_not_a_number(text: str) -> None:
    assert math.isnan(parse_angle(text))


def table(columns: dict[str, list[object]]) -> RawLayer:
    frame = pd.DataFrame(columns, dtype=object)
    return RawLayer(frame=frame, rows=np.arange(1, len(frame) + 1), read=len(frame))


def xy_of(columns: dict[str, list[object]]) -> list[list[float]]:
    raw = table(columns)
    found = find_coordinates(raw.frame)
    assert found is not None
    points = with_points(raw, found).geometry
    assert points is not None
    return [[point.x, point.y] for point in points if point is not None]


@pytest.mark.parametrize(
    "names",
    [("经度", "纬度"), ("lng", "lat"), ("GPS_LON", "GPS_LAT"), ("X坐标", "Y坐标"), ("JD", "WD")],
)
def test_columns_are_found_by_name(names: tuple[str, str]) -> None:
    assert xy_of({"a": ["b"], names[1]: [32.3], names[0]: [111.5]}) == [[111.5, 32.3]]


def test_longitude_goes_before_x() -> None:
    columns: dict[str, list[object]] = {
        "X": [500_000],
        "Y": [3_500_000],
        "经度": [111.5],
        "纬度": [32.3],
    }
    assert xy_of(columns) == [[111.5, 32.3]]


@pytest.mark.parametrize("text", ["111.5,32.3", "32.3，111.5", "(111.5 32.3)", "111.5;32.3"])
def test_a_pair_in_one_cell_is_split_and_put_right(text: str) -> None:
    assert xy_of({"坐标": [text, text]}) == [[111.5, 32.3]] * 2


def test_well_known_text_is_geometry() -> None:
    raw = table({"id": [1, 2], "wkt": ["POINT (1 2)", "LINESTRING (0 0, 1 1)"]})
    found = find_coordinates(raw.frame)
    assert found is not None
    geometry = with_points(raw, found).geometry
    assert geometry is not None
    assert [one.geom_type for one in geometry] == ["Point", "LineString"]


def test_rows_without_usable_coordinates_are_named_each_for_its_reason() -> None:
    raw = table({"经度": [111.5, "", "bad", 0, 111.6], "纬度": [32.3, "", 32.1, 0, "不详"]})
    found = find_coordinates(raw.frame)
    assert found is not None
    done = with_points(raw, found)
    reasons = {finding.code: finding.ids for finding in done.findings}
    assert reasons == {
        "findings.coordinates_blank": ("2", "5"),
        "findings.coordinates_unread": ("3",),
        "findings.coordinates_zero": ("4",),
    }


def test_a_table_without_coordinates_has_none() -> None:
    assert find_coordinates(pd.DataFrame({"经度": ["甲", "乙"], "name": ["a", "b"]})) is None
