"""The sewer that the town already has, and its treatment works."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.ops import substring

from township.gazetteer import CRS, TOWN_KM, metres
from township.hydrography import Hydrography
from township.roads import RoadBuilder
from township.terrain import Array, Terrain

COVER_M = 1.0
MANHOLE_SPACING_M = 50.0
TRUNK_DN_M, BRANCH_DN_M = 0.3, 0.2
TRUNK_FALL, BRANCH_FALL = 0.003, 0.005
UPSTREAM_M, DOWNSTREAM_M = 700.0, 1000.0
BRANCH_COUNT = 4


@dataclass(frozen=True, kw_only=True)
class TownSewer:
    """Pipes between manholes, and the works they run to."""

    pipes: gpd.GeoDataFrame
    works: gpd.GeoDataFrame


def trunk_line(builder: RoadBuilder, water: Hydrography) -> shapely.LineString:
    """Along the main street, then aside to the works above the river bank."""
    town = shapely.Point(metres(TOWN_KM))
    west, east = sorted(
        (r.line for r in builder.roads if r.road_class == "main"), key=lambda line: line.bounds[0]
    )
    street = shapely.LineString(
        np.vstack([shapely.get_coordinates(west), shapely.get_coordinates(east)[::-1][1:]])
    )
    middle = street.project(town)
    along = substring(street, middle - UPSTREAM_M, middle + DOWNSTREAM_M)
    end = shapely.get_point(along, -1)
    aside = shapely.shortest_line(end, water.river)
    works = aside.interpolate(max(aside.length - 60.0, 0.5 * aside.length))
    return shapely.LineString([*along.coords, (works.x, works.y)])


def branch_lines(
    builder: RoadBuilder, trunk: shapely.LineString, terrain: Terrain
) -> list[shapely.LineString]:
    """Side streets that fall towards the trunk, the longest first."""
    found = []
    for road in builder.roads:
        if road.road_class == "lane" and road.line.length > 90.0:
            join, far = (shapely.get_point(road.line, i) for i in (0, -1))
            heights = terrain.sample(shapely.get_coordinates([join, far]))
            along = trunk.project(join)
            if trunk.distance(join) < 1.0 and heights[1] > heights[0] + 0.5 and 20 < along < 1600:
                found.append(shapely.LineString([*road.line.coords[:0:-1], (join.x, join.y)]))
    return sorted(found, key=lambda line: -line.length)[:BRANCH_COUNT]


def lay_pipes(
    line: shapely.LineString,
    breaks_m: list[float],
    diameter_m: float,
    fall: float,
    terrain: Terrain,
    arriving: dict[float, float],
) -> tuple[Array, Array]:
    """Manholes along a line and the pipe's invert at each.

    The invert keeps the cover under the ground of each manhole, falls at least as steeply as
    asked, and lies no higher than what arrives from branches.
    """
    count = int(np.ceil(line.length / MANHOLE_SPACING_M))
    regular = [
        d
        for d in np.linspace(0.0, line.length, count + 1)
        if all(abs(d - b) > 12.0 for b in breaks_m)
    ]
    along = np.array(sorted({0.0, line.length, *regular, *breaks_m}))
    xy = np.round(shapely.get_coordinates(shapely.line_interpolate_point(line, along)), 2)
    highest = terrain.sample(xy) - COVER_M - diameter_m
    invert = np.empty(len(along))
    for i, distance in enumerate(along):
        level = min(highest[i], arriving.get(float(distance), np.inf))
        if i:
            level = min(level, invert[i - 1] - fall * (distance - along[i - 1]))
        invert[i] = np.floor(level * 100.0) / 100.0
    return xy, invert


def pipe_rows(prefix: str, xy: Array, invert: Array, diameter_m: float) -> list[dict[str, object]]:
    """One row per pipe between neighbouring manholes."""
    return [
        {
            "pipe_id": f"{prefix}{i + 1:02d}",
            "diameter_mm": round(diameter_m * 1000),
            "invert_up": round(float(invert[i]), 2),
            "invert_down": round(float(invert[i + 1]), 2),
            "geometry": shapely.LineString(xy[i : i + 2]),
        }
        for i in range(len(xy) - 1)
    ]


def make_town_sewer(builder: RoadBuilder, terrain: Terrain, water: Hydrography) -> TownSewer:
    """Lay branches, then the trunk below them, then the works at its end."""
    trunk = trunk_line(builder, water)
    rows: list[dict[str, object]] = []
    arriving: dict[float, float] = {}
    for number, line in enumerate(branch_lines(builder, trunk, terrain), start=1):
        xy, invert = lay_pipes(line, [], BRANCH_DN_M, BRANCH_FALL, terrain, {})
        at = float(trunk.project(shapely.get_point(line, -1)))
        xy[-1] = np.round(shapely.get_coordinates(trunk.interpolate(at))[0], 2)
        arriving[at] = min(float(invert[-1]), arriving.get(at, np.inf))
        rows += pipe_rows(f"WZ{number}-", xy, invert, BRANCH_DN_M)
    xy, invert = lay_pipes(trunk, list(arriving), TRUNK_DN_M, TRUNK_FALL, terrain, arriving)
    rows = pipe_rows("WG-", xy, invert, TRUNK_DN_M) + rows
    works = gpd.GeoDataFrame(
        {
            "plant_id": ["CZ01"],
            "name": ["青石岭镇污水处理厂"],
            "kind": ["镇污水处理厂"],
            "capacity": [400.0],
            "invert": [round(float(invert[-1]), 2)],
        },
        geometry=[shapely.Point(xy[-1])],
        crs=CRS,
    )
    return TownSewer(pipes=gpd.GeoDataFrame(rows, crs=CRS), works=works)
