"""Geometry repaired and brought into the kind that a role takes."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.fields import GeometryKind
from layers.geometry import clean, repaired_polygons

BOW_TIE = shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
SQUARE = shapely.box(0, 0, 2, 2)
LINE = shapely.LineString([(0, 0), (5, 0)])
MIXED = shapely.GeometryCollection([SQUARE, LINE, shapely.Point(9, 9)])


def cleaned(
    geometries: list[object], kind: GeometryKind
) -> tuple[list[object], dict[str, tuple[str, ...]]]:
    array = np.array([*geometries, None], dtype=object)[:-1]
    done = clean(array, np.arange(1, len(array) + 1), kind)
    return list(done.geometry), {finding.code: finding.ids for finding in done.findings}


def test_a_bow_tie_becomes_two_triangles_of_the_same_area() -> None:
    """Both triangles have base 2 and height 1: area 1 each, 2 together."""
    (geometry,), findings = cleaned([BOW_TIE], GeometryKind.POLYGON)
    assert shapely.area(geometry) == pytest.approx(2.0)
    assert shapely.is_valid(geometry)
    assert findings["findings.invalid_geometry"] == ("1",)


def test_missing_empty_and_infinite_geometries_are_left_out_by_row() -> None:
    broken = shapely.Point(np.inf, 1)
    geometries, findings = cleaned(
        [None, shapely.Point(), broken, shapely.Point(1, 1)], GeometryKind.POINT
    )
    assert [one is None for one in geometries] == [True, True, True, False]
    assert findings["findings.no_geometry"] == ("1", "2")
    assert findings["findings.coordinates_not_finite"] == ("3",)


@pytest.mark.parametrize(
    ("kind", "type_name"),
    [
        (GeometryKind.POLYGON, "Polygon"),
        (GeometryKind.LINE, "LineString"),
        (GeometryKind.POINT, "Point"),
        (GeometryKind.ANY, "Polygon"),
    ],
)
def test_of_a_collection_the_fitting_part_is_kept(kind: GeometryKind, type_name: str) -> None:
    (geometry,), _ = cleaned([MIXED], kind)
    assert shapely.get_type_id(geometry) == {"Point": 0, "LineString": 1, "Polygon": 3}[type_name]


def test_a_polygon_of_a_point_role_is_taken_at_a_point_inside() -> None:
    horseshoe = shapely.from_wkt("POLYGON ((0 0, 9 0, 9 9, 8 9, 8 1, 1 1, 1 9, 0 9, 0 0))")
    (point,), findings = cleaned([horseshoe], GeometryKind.POINT)
    assert shapely.contains(horseshoe, point)
    assert "findings.point_inside_taken" in findings


def test_what_does_not_fit_is_left_out_with_its_type() -> None:
    geometries, findings = cleaned([LINE, shapely.Point(1, 1)], GeometryKind.POINT)
    assert geometries[0] is None
    assert findings["findings.wrong_geometry_type"] == ("1",)


def test_a_sliver_without_area_still_says_where_a_house_stands() -> None:
    sliver = shapely.from_wkt("POLYGON ((0 0, 4 0, 4 0, 0 0, 0 0))")
    (point,), findings = cleaned([sliver], GeometryKind.POINT)
    assert shapely.get_type_id(point) == 0
    assert findings["findings.collapsed_polygon"] == ("1",)
    assert cleaned([sliver], GeometryKind.POLYGON)[0] == [None]


def test_parts_of_one_line_are_merged_and_heights_dropped() -> None:
    parts = shapely.from_wkt("MULTILINESTRING Z ((0 0 1, 1 0 NaN), (1 0 NaN, 2 0 3))")
    (line,), _ = cleaned([parts], GeometryKind.LINE)
    assert line == shapely.LineString([(0, 0), (1, 0), (2, 0)])


def test_a_line_without_length_is_left_out() -> None:
    geometries, findings = cleaned([shapely.LineString([(1, 1), (1, 1)])], GeometryKind.LINE)
    assert geometries == [None]
    assert findings["findings.line_without_length"] == ("1",)


def test_the_input_is_not_changed() -> None:
    array = np.array([BOW_TIE, None], dtype=object)
    clean(array, np.array([1, 2]), GeometryKind.POLYGON)
    assert array[0] is BOW_TIE


def test_a_polygon_bent_by_projection_is_made_valid() -> None:
    shapes, bent = repaired_polygons(np.array([BOW_TIE, SQUARE, None], dtype=object))
    assert bent.tolist() == [True, False, False]
    assert shapely.is_valid(shapes[0])
