"""The data report finds each planted fault, with its ids and place, and nothing in good data."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from pyproj import CRS, Transformer

from layers.checks import check_layers, missing_for_analyses
from layers.checks.limits import default_limits
from layers.datum_shift import gcj02_from_wgs84
from layers.findings import Finding
from layers.raster import TerrainRaster

ZONE = "EPSG:4546"
X, Y = 560_000.0, 3_575_000.0


def at(x: float, y: float) -> shapely.Point:
    return shapely.Point(X + x, Y + y)


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(X + x, Y + y) for x, y in points])


def area(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(X + x, Y + y, X + x + width, Y + y + height)


def frame(geometry: list[Any], **columns: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=ZONE)


def villages(*polygons: shapely.Polygon) -> gpd.GeoDataFrame:
    codes = [f"42068210120{n}" for n in range(len(polygons))]
    return frame(
        list(polygons), village_code=codes, village_name=[f"村{n}" for n in range(len(codes))]
    )


def roads(*lines: shapely.LineString) -> gpd.GeoDataFrame:
    return frame(list(lines), road_class=["lane"] * len(lines), oneway=[None] * len(lines))


def homes(*points: shapely.Point, **columns: list[Any]) -> gpd.GeoDataFrame:
    count = len(points)
    given = {
        "household_id": [f"H{n}" for n in range(count)],
        "village_code": ["420682101200"] * count,
        "householder_name": [f"户主{n}" for n in range(count)],
        "persons_registered": [4.0] * count,
        "persons_resident": [3.0] * count,
    }
    return frame(list(points), **{**given, **columns})


def terrain(heights: np.ndarray | None = None) -> TerrainRaster:
    if heights is None:
        heights = np.add.outer(np.arange(120), np.arange(120)).astype(np.float32) + 200
    transform = Affine(10, 0, X - 100, 0, -10, Y + 1100)
    return TerrainRaster(heights_m=heights.astype(np.float32), transform=transform, crs=CRS(ZONE))


def found(findings: list[Finding], code: str) -> Finding | None:
    return next((f for f in findings if f.code == f"findings.{code}"), None)


def ids(findings: list[Finding], code: str) -> tuple[str, ...]:
    finding = found(findings, code)
    return finding.ids if finding else ()


GOOD: dict[str, gpd.GeoDataFrame] = {
    "village_boundaries": villages(area(0, 0, 500, 1000), area(500, 0, 500, 1000)),
    "roads": roads(
        line((0, 500), (500, 500)), line((500, 500), (1000, 500)), line((500, 500), (500, 900))
    ),
    "households": homes(at(100, 520), at(200, 480), at(300, 530)),
}


def test_good_data_has_no_findings() -> None:
    assert check_layers(GOOD, terrain()) == []


def test_every_finding_has_a_place_for_every_id() -> None:
    bad = {
        "village_boundaries": villages(area(0, 0, 520, 1000), area(500, 0, 500, 1000)),
        "roads": roads(line((0, 500), (500, 500)), line((500.3, 500), (900, 500))),
        "households": homes(at(100, 520), at(100, 520), at(-900, 0)),
    }
    findings = check_layers(bad, terrain())
    assert findings
    for finding in findings:
        assert finding.count == len(finding.ids) == len(finding.xy)


def test_overlapping_villages_and_the_gap_between_them() -> None:
    """A strip 30 m wide is a dispute, one of 4 m a drawing fault; both are named by pair."""
    wide = check_layers(
        {"village_boundaries": villages(area(0, 0, 530, 1000), area(500, 0, 500, 1000))}, None
    )
    assert ids(wide, "villages_overlap") == ("420682101200/420682101201",)
    assert found(wide, "villages_overlap").values["area_m2"] == pytest.approx(30_000)  # type: ignore[union-attr]
    narrow = check_layers(
        {"village_boundaries": villages(area(0, 0, 504, 1000), area(500, 0, 500, 1000))}, None
    )
    assert ids(narrow, "villages_overlap_little") == ("420682101200/420682101201",)
    apart = check_layers(
        {"village_boundaries": villages(area(0, 0, 496, 1000), area(500, 0, 500, 1000))}, None
    )
    gap = found(apart, "village_gaps")
    assert gap is not None
    assert gap.values["area_m2"] == pytest.approx(4000, rel=0.01)


def test_road_ends_that_miss_another_road() -> None:
    findings = check_layers(
        {
            "roads": roads(
                line((0, 0), (100, 0)), line((50, 0.3), (50, 90)), line((70, 3), (70, 90))
            )
        },
        None,
    )
    assert ids(findings, "roads_unsnapped_ends") == ("2",)
    assert ids(findings, "roads_near_misses") == ("3",)
    assert found(findings, "roads_unsnapped_ends").xy == ((X + 50, Y + 0.3),)  # type: ignore[union-attr]


def test_roads_that_hang_together_with_nothing_are_islands() -> None:
    findings = check_layers(
        {
            "roads": roads(
                line((0, 0), (100, 0)), line((100, 0), (200, 0)), line((0, 300), (50, 300))
            )
        },
        None,
    )
    island = found(findings, "road_islands")
    assert island is not None
    assert island.ids == ("3",)
    assert island.values == {"islands": 1, "length_m": 50}


def test_a_road_that_stops_at_the_village_border_is_named_with_its_partner() -> None:
    layers = {
        "village_boundaries": villages(area(0, 0, 500, 1000), area(500, 0, 500, 1000)),
        "roads": roads(line((0, 500), (490, 500)), line((510, 500), (1000, 500))),
    }
    assert ids(check_layers(layers, None), "roads_missing_link") == ("1/2",)


def test_one_way_nonsense() -> None:
    layer = roads(line((0, 0), (9, 0)), line((9, 0), (18, 0))).assign(
        oneway=["perhaps", "yes"], road_class=["lane", "steps"]
    )
    findings = check_layers({"roads": layer}, None)
    assert ids(findings, "oneway_unknown") == ("1",)
    assert ids(findings, "oneway_foot") == ("2",)


@pytest.mark.parametrize(
    ("home", "code"),
    [
        ({"points": [(-200, 500)]}, "outside_villages"),
        ({"points": [(700, 480)]}, "other_village"),
        ({"points": [(100, 10)]}, "far_from_roads"),
        ({"points": [(100, 480), (100.2, 480)]}, "same_place"),
        (
            {"points": [(100, 480)], "persons_registered": [0], "persons_resident": [0]},
            "persons_zero",
        ),
        ({"points": [(100, 480)], "persons_registered": [35]}, "persons_absurd"),
        ({"points": [(100, 480)], "persons_registered": [2]}, "residents_exceed"),
        (
            {"points": [(100, 480)], "persons_registered": [None], "persons_resident": [None]},
            "persons_unknown",
        ),
        ({"points": [(100, 480), (300, 480)], "household_id": ["A", "A"]}, "id_clash"),
        ({"points": [(-105, 480)]}, "off_terrain"),
    ],
)
def test_a_fault_of_a_household_is_found(home: dict[str, Any], code: str) -> None:
    points = [at(*point) for point in home.pop("points")]
    layers = {**GOOD, "households": homes(*points, **home)}
    assert code not in {f.code.removeprefix("findings.") for f in check_layers(GOOD, terrain())}
    assert found(check_layers(layers, terrain()), code) is not None


def test_the_same_family_entered_twice_is_told_from_two_families_in_one_house() -> None:
    same = homes(at(100, 480), at(100, 480), householder_name=["张三", "张三"])
    other = homes(at(100, 480), at(100, 480), householder_name=["张三", "李四"])
    assert len(ids(check_layers({"households": same}, None), "household_twice")) == 1
    assert found(check_layers({"households": other}, None), "household_twice") is None


def test_holes_and_spikes_of_the_terrain_are_placed() -> None:
    heights = np.full((60, 60), 200.0)
    heights[20:22, 30] = np.nan
    heights[40, 10] = 900.0
    findings = check_layers({"households": homes(at(50, 700))}, terrain(heights))
    hole, spike = found(findings, "terrain_holes"), found(findings, "terrain_spikes")
    assert hole is not None
    assert spike is not None
    assert (hole.values["holes"], hole.values["cells"]) == (1, 2)
    assert spike.xy == ((X - 100 + 105, Y + 1100 - 405),)


@pytest.mark.parametrize(("offset", "code"), [(50_000, "terrain_elsewhere"), (600, "terrain_part")])
def test_terrain_that_does_not_cover_the_villages(offset: float, code: str) -> None:
    moved = villages(area(offset, 0, 1000, 1000))
    assert found(check_layers({"village_boundaries": moved}, terrain()), code) is not None


def test_a_layer_elsewhere_is_an_error() -> None:
    far = homes(*(at(300_000 + n, 500) for n in range(6)))
    finding = found(check_layers({**GOOD, "households": far}, None), "layer_elsewhere")
    assert finding is not None
    assert finding.role == "households"
    assert finding.severity == "error"


def along_roads(count: int, shift: bool) -> gpd.GeoDataFrame:
    """Toilets 10 m beside the roads of `GOOD`, as a web map would give them when shifted."""
    xy = np.column_stack((X + np.linspace(20, 980, count), np.full(count, Y + 510)))
    if shift:
        degrees = np.column_stack(Transformer.from_crs(ZONE, 4326, always_xy=True).transform(*xy.T))
        moved = gcj02_from_wgs84(degrees)
        xy = np.column_stack(Transformer.from_crs(4326, ZONE, always_xy=True).transform(*moved.T))
    return frame(list(shapely.points(xy)), toilet_id=[f"T{n}" for n in range(count)])


def test_a_layer_from_a_web_map_is_suspected_and_the_true_one_is_not() -> None:
    true = check_layers({**GOOD, "public_toilets": along_roads(20, shift=False)}, None)
    assert found(true, "maybe_shifted") is None
    shifted = check_layers({**GOOD, "public_toilets": along_roads(20, shift=True)}, None)
    finding = found(shifted, "maybe_shifted")
    assert finding is not None
    assert finding.values["shift"] == "gcj02"
    assert finding.values["there_m"] <= 12


def test_slivers_and_copies_of_polygons() -> None:
    layer = frame(
        [area(0, 0, 100, 0.2), area(0, 0, 9, 9), area(0, 0, 9, 9)], restriction_kind=["a", "b", "c"]
    )
    findings = check_layers({"restricted_areas": layer}, None)
    assert ids(findings, "slivers") == ("1",)
    assert ids(findings, "same_geometry") == ("3",)


@pytest.mark.parametrize(
    ("role", "geometry", "columns", "code"),
    [
        ("water", [at(0, 0), None], {}, "empty_geometry"),
        (
            "restricted_areas",
            [area(0, 0, 9, 9), shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])],
            {},
            "still_invalid",
        ),
        (
            "roads",
            [line((0, 0), (9, 0)), line((20, 0), (40, 20), (40, 0), (20, 20))],
            {},
            "self_crossing",
        ),
        (
            "public_toilets",
            [at(0, 0), at(90, 0)],
            {"toilet_id": ["A", "B"], "stalls_men": [2.0, None]},
            "values_missing",
        ),
        ("roads", [line((0, 0), (9, 0)), line((9, 0), (9, 9))], {"width_m": [3.0, -1.0]},
         "out_of_bounds"),
    ],
)  # fmt: skip
def test_a_fault_of_the_second_feature_is_found_in_any_layer(
    role: str, geometry: list[Any], columns: dict[str, list[Any]], code: str
) -> None:
    findings = check_layers({role: frame(geometry, **columns)}, None)
    second = columns.get("toilet_id", ["1", "2"])[1]
    assert ids(findings, code) == (second,)


def test_a_layer_off_the_roads_that_no_web_map_explains_is_named() -> None:
    """300 m off in a way that no shift undoes: the roads run east and west there."""
    far = frame(
        [at(x, 500 + 300 * (-1) ** n) for n, x in enumerate(range(30, 330, 30))],
        toilet_id=[f"T{n}" for n in range(10)],
    )
    findings = check_layers({"roads": GOOD["roads"].iloc[:2], "public_toilets": far}, None)
    finding = found(findings, "off_the_roads")
    assert finding is not None
    assert finding.values["here_m"] == 300


def test_the_checks_change_nothing() -> None:
    before = {role: layer.copy() for role, layer in GOOD.items()}
    check_layers(GOOD, terrain())
    for role, layer in GOOD.items():
        assert layer.equals(before[role])


def test_what_an_analysis_lacks_is_named() -> None:
    lacks = {
        (m.analysis, m.code, m.values.get("role", m.values.get("field"))): m
        for m in missing_for_analyses(GOOD, None)
    }
    assert lacks[("sewers", "missing.layer_required", "terrain")].is_required
    assert ("sewers", "missing.outlet", None) in lacks
    assert ("site", "missing.layer_required", "roads") not in lacks
    assert ("site", "missing.column", "persons_resident") not in lacks


def test_the_limits_come_from_the_declared_parameters() -> None:
    limits = default_limits()
    assert limits.node_tolerance_m < limits.near_miss_m < limits.border_gap_m
    assert limits.shift_least_m == 100
