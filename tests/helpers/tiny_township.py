"""A township of one road, small enough to plan by hand."""

from __future__ import annotations

import geopandas as gpd
import shapely

from siting_tool.project.project import Project

CRS = "EPSG:4546"
WEST, SOUTH = 500_000.0, 3_300_000.0
VILLAGES = ("420000000201", "420000000202")
VILLAGE_NAMES = ("西村", "东村")


def point(x: float, y: float) -> shapely.Point:
    """Return a point, metres from the south-west corner."""
    return shapely.Point(WEST + x, SOUTH + y)


def line(*places: tuple[float, float]) -> shapely.LineString:
    """Return a line through places, metres from the south-west corner."""
    return shapely.LineString([(WEST + x, SOUTH + y) for x, y in places])


def frame(rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    """Return rows with a ``geometry`` as a layer."""
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def household(
    name: str, x: float, y: float, persons: int = 10, **more: object
) -> dict[str, object]:
    """Return one household."""
    return {"household_id": name, "persons_resident": persons, **more, "geometry": point(x, y)}


def tiny_township(**layers: gpd.GeoDataFrame) -> Project:
    """Return a road of 2 km with three hamlets of 3 households, 40 persons each.

    Hamlets lie 20 m north of the road around x = 100, 1000 and 1900. The first two
    belong to the western village, the third to the eastern one. Beyond them are
    ``far`` (on an island of roads) and ``lost`` (no road within 300 m).
    """
    homes = [
        household(f"{name}{number}", x + 40.0 * (number - 1), 20.0, persons)
        for name, x in (("a", 100.0), ("b", 1000.0), ("c", 1900.0))
        for number, persons in ((0, 10), (1, 20), (2, 10))
    ]
    homes += [household("far", 1000.0, 1520.0), household("lost", 100.0, 3000.0)]
    roads = [
        {"road_class": "main", "width_m": 5.0, "geometry": line((0, 0), (2000, 0))},
        {"road_class": "path", "width_m": 1.0, "geometry": line((900, 1500), (1100, 1500))},
    ]
    boundaries = [
        {"village_code": code, "village_name": name, "geometry": shapely.box(*corners)}
        for code, name, corners in (
            (VILLAGES[0], VILLAGE_NAMES[0], (WEST - 100, SOUTH - 500, WEST + 1500, SOUTH + 4000)),
            (VILLAGES[1], VILLAGE_NAMES[1], (WEST + 1500, SOUTH - 500, WEST + 2500, SOUTH + 4000)),
        )
    ]
    given = {
        "households": frame(homes),
        "roads": frame(roads),
        "village_boundaries": frame(boundaries),
        **layers,
    }
    return Project(crs=CRS, layers=given)


def toilet(name: str, x: float, **more: object) -> dict[str, object]:
    """Return one public toilet on the road."""
    return {"toilet_id": name, "geometry": point(x, 5.0), **more}
