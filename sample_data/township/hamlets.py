"""Where hamlets lie and which lanes run through them."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from scipy.ndimage import uniform_filter

from township.gazetteer import HAMLET_FIRST, HAMLET_LAST, SEED, VILLAGES, Village, metres
from township.hydrography import Hydrography
from township.roads import RoadBuilder
from township.terrain import Array, Terrain

SPACING_M = 420.0
STEEPEST_LANE = 0.22


@dataclass(frozen=True, kw_only=True)
class Hamlet:
    """A group of houses: its village, name, middle and number of households."""

    village: Village
    name: str
    centre_m: tuple[float, float]
    households: int
    is_core: bool

    @property
    def spread_m(self) -> float:
        """Radius within which its lanes are looked for first."""
        per_household = 9.0 if self.village.is_dense and self.is_core else 16.0
        return 60.0 + per_household * float(np.sqrt(self.households)) * 0.9


def suitable_cells(builder: RoadBuilder, terrain: Terrain, water: Hydrography) -> Array:
    """Coarse cells that are level and dry enough for a hamlet, with their distance to a road.

    Columns are x, y, distance.
    """
    slope = uniform_filter(terrain.coarse().slope(), 5).ravel()
    level = np.flatnonzero(slope < 0.16)
    level = level[~shapely.contains_xy(water.strip(45.0, 90.0), *builder.centres_m[level].T)]
    away = builder.distance_to_roads_m()[level]
    near = away < 900.0
    return np.column_stack([builder.centres_m[level[near]], away[near]])


def place_hamlets(cells: Array, villages: gpd.GeoDataFrame) -> list[Hamlet]:
    """Choose the hamlets of every village: its seat first, then level places near roads."""
    hamlets = []
    for village, outline in zip(VILLAGES, villages.geometry, strict=True):
        rng = np.random.default_rng([SEED, 4, village.number])
        inside = cells[shapely.contains_xy(outline.buffer(-120.0), *cells[:, :2].T)]
        score = -inside[:, 2] / 350.0 + rng.gumbel(size=len(inside))
        chosen = [np.array(metres(village.centre_km))]
        for index in np.argsort(-score, kind="stable"):
            if len(chosen) == village.groups:
                break
            if min(np.hypot(*(inside[index, :2] - c)) for c in chosen) > SPACING_M:
                chosen.append(inside[index, :2])
        hamlets += name_hamlets(rng, village, chosen)
    return hamlets


def name_hamlets(rng: np.random.Generator, village: Village, chosen: list[Array]) -> list[Hamlet]:
    """Share out the households of a village and give its hamlets names."""
    standing_alone = round(village.households * village.farmstead_share)
    together = village.households - standing_alone
    core = round(together * village.core_share) if len(chosen) > 1 else together
    weights = rng.uniform(0.6, 1.4, len(chosen) - 1)
    sizes = [core, *np.floor((together - core) * weights / weights.sum()).astype(int).tolist()]
    sizes[0] += together - sum(sizes)
    firsts = rng.permutation(list(HAMLET_FIRST))
    lasts = rng.choice(HAMLET_LAST, len(chosen))
    names = ["街上" if village.is_seat else "中心组"]
    names += [f"{a}{b}" for a, b in zip(firsts[1:], lasts[1:], strict=False)]
    return [
        Hamlet(
            village=village,
            name=name,
            centre_m=(float(xy[0]), float(xy[1])),
            households=size,
            is_core=order == 0,
        )
        for order, (name, xy, size) in enumerate(zip(names, chosen, sizes, strict=False))
    ]


def side_lanes(
    rng: np.random.Generator,
    hamlet: Hamlet,
    streets: list[shapely.LineString],
    terrain: Terrain,
    wet: shapely.Geometry,
) -> list[shapely.LineString]:
    """Lanes that branch off the streets of a hamlet, and lanes that branch off those."""
    circle = shapely.Point(hamlet.centre_m).buffer(hamlet.spread_m)
    is_dense = hamlet.village.is_dense and hamlet.is_core
    spacing = 34.0 if is_dense else 62.0
    lanes: list[shapely.LineString] = []
    parents = [part for s in streets for part in shapely.get_parts(s.intersection(circle))]
    for reach in (1.0, 0.7):
        new: list[shapely.LineString] = []
        for parent in parents:
            if parent.geom_type != "LineString" or parent.length < 30.0:
                continue
            for along in np.arange(rng.uniform(8.0, spacing), parent.length - 5.0, spacing):
                for side in (1.0, -1.0):
                    grown = grow_lane(rng, parent, along, side, reach * hamlet.spread_m)
                    others = shapely.MultiLineString([*streets, *lanes, *new])
                    lane = trim_lane(grown, others, terrain, wet, 0.42 * spacing)
                    if lane is not None and circle.contains(shapely.get_point(lane, -1)):
                        new.append(lane)
        lanes += new
        parents = new
    return lanes


def grow_lane(
    rng: np.random.Generator, parent: shapely.LineString, along: float, side: float, reach_m: float
) -> shapely.LineString:
    """Start a lane at a place on its parent, about square to it."""
    a, b = (shapely.get_coordinates(parent.interpolate(along + d))[0] for d in (-4.0, 4.0))
    start = np.round(shapely.get_coordinates(parent.interpolate(along))[0], 2)
    heading = np.arctan2(b[1] - a[1], b[0] - a[0]) + side * np.pi / 2 + rng.normal(0.0, 0.12)
    count = max(3, int(rng.uniform(0.4, 1.0) * reach_m / 12.0))
    turns = heading + np.cumsum(rng.normal(0.0, 0.05, count))
    steps = 12.0 * np.column_stack([np.cos(turns), np.sin(turns)])
    return shapely.LineString(np.round(np.vstack([start, start + np.cumsum(steps, axis=0)]), 2))


def trim_lane(
    lane: shapely.LineString,
    others: shapely.MultiLineString,
    terrain: Terrain,
    wet: shapely.Geometry,
    clearance_m: float,
) -> shapely.LineString | None:
    """Cut a lane where it gets steep, wet or too near to another; None when little is left."""
    xy = shapely.get_coordinates(lane)
    height = terrain.sample(xy)
    steep = np.r_[False, np.abs(np.diff(height)) > STEEPEST_LANE * 12.0]
    points = shapely.points(xy)
    near = shapely.distance(points, others) < clearance_m
    expected = np.arange(len(xy)) * 12.0 < 1.5 * clearance_m  # it starts on its parent
    bad = steep | shapely.contains_xy(wet, *xy.T) | (near & ~expected)
    keep = int(np.argmax(bad)) if bad.any() else len(xy)
    if keep < 4 or shapely.crosses(shapely.LineString(xy[1:keep]), others):
        return None
    return shapely.LineString(xy[:keep])
