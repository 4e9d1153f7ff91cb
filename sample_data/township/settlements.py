"""Houses: along the lanes of hamlets, and farmsteads that stand alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from township.gazetteer import SEED, VILLAGES
from township.hamlets import Hamlet, place_hamlets, side_lanes, suitable_cells
from township.hydrography import Hydrography
from township.roads import Road, RoadBuilder
from township.terrain import Array, Flags, Terrain

PATH_ROUNDS = 4
PATH_KINDS = {"steps": (1.2, "条石"), "track": (2.6, "砂石"), "path": (1.4, "土")}


@dataclass(frozen=True, kw_only=True)
class House:
    """One dwelling: where it stands and to which village and group it belongs.

    `cluster` numbers the farmsteads of a village that stand together; 0 in hamlets.
    """

    xy_m: tuple[float, float]
    village_number: int
    group: str
    is_core: bool = False
    cluster: int = 0

    @property
    def is_alone(self) -> bool:
        """Whether it is a farmstead."""
        return self.cluster > 0


@dataclass(kw_only=True)
class HouseIndex:
    """Houses so far, in squares of 16 m, to keep them apart."""

    houses: list[House] = field(default_factory=list)
    squares: defaultdict[tuple[int, int], list[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def is_free(self, x: float, y: float, gap_m: float) -> bool:
        """Whether no house stands within the gap (at most 16 m)."""
        i, j = int(x // 16.0), int(y // 16.0)
        around = (self.squares.get((i + a, j + b), ()) for a in (-1, 0, 1) for b in (-1, 0, 1))
        return all((x - u) ** 2 + (y - v) ** 2 >= gap_m**2 for square in around for u, v in square)

    def add(self, house: House) -> None:
        """Put one more house."""
        self.houses.append(house)
        x, y = house.xy_m
        self.squares[int(x // 16.0), int(y // 16.0)].append(house.xy_m)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What house and lane builders look at."""

    terrain: Terrain
    slope: Array
    wet: shapely.Geometry
    within: dict[int, shapely.Geometry]

    def buildable(self, xy_m: Array, village_number: int, steepest: float = 0.34) -> Flags:
        """Whether a house can stand: dry, not steep, inside its village."""
        slope = Terrain(height_m=self.slope).sample(xy_m)
        inside = shapely.contains_xy(self.within[village_number], *xy_m.T)
        return inside & (slope < steepest) & ~shapely.contains_xy(self.wet, *xy_m.T)


def frontage(
    rng: np.random.Generator,
    streets: list[shapely.LineString],
    circle: shapely.Geometry,
    is_dense: bool,
) -> Array:
    """Places for houses at both sides of streets within a circle, shape (places, 2)."""
    low, high = (11.0, 15.0) if is_dense else (17.0, 34.0)
    places = [np.empty((0, 2))]
    for street in streets:
        for part in shapely.get_parts(street.intersection(circle)):
            along = np.cumsum(rng.uniform(low, high, int(part.length / low) + 1))
            along = along[along < part.length]
            for side in (1.0, -1.0):
                here = shapely.get_coordinates(shapely.line_interpolate_point(part, along))
                ahead = shapely.get_coordinates(shapely.line_interpolate_point(part, along - 3.0))
                toward = here - ahead
                toward /= np.maximum(np.hypot(*toward.T), 1e-9)[:, None]
                offset = (
                    rng.uniform(7.0, 11.0, len(along))
                    if is_dense
                    else rng.uniform(10.0, 22.0, len(along))
                )
                places.append(here + side * offset[:, None] * toward[:, ::-1] * [-1.0, 1.0])
    return np.concatenate(places)


def fill_hamlet(hamlet: Hamlet, builder: RoadBuilder, index: HouseIndex, ground: Ground) -> int:
    """Lay the lanes of a hamlet and put its houses along them; return how many found no place."""
    rng = np.random.default_rng(
        [SEED, 5, hamlet.village.number, int(hamlet.centre_m[0]), int(hamlet.centre_m[1])]
    )
    is_dense = hamlet.village.is_dense and hamlet.is_core
    wanted = hamlet.households
    middle = shapely.Point(hamlet.centre_m)
    near = [r for r in builder.roads if r.line.distance(middle) < 2.5 * hamlet.spread_m]
    around = middle.buffer(2.5 * hamlet.spread_m)
    pieces = [p for r in near for p in shapely.get_parts(r.line.intersection(around))]
    streets = [p for p in pieces if p.length > 1.0]
    lanes = side_lanes(rng, hamlet, streets, ground.terrain, ground.wet)
    lay_lanes(rng, lanes, builder, is_dense=is_dense)
    network = shapely.MultiLineString(streets + lanes)
    for reach in (0.7, 1.0, 1.4, 2.0, 2.5):
        circle = middle.buffer(reach * hamlet.spread_m)
        places = frontage(rng, streets + lanes, circle, is_dense)
        fit = ground.buildable(places, hamlet.village.number)
        fit &= shapely.distance(shapely.points(places), network) >= (5.5 if is_dense else 7.5)
        for x, y in np.round(places[fit], 2).tolist():
            if wanted and index.is_free(x, y, 9.5 if is_dense else 14.0):
                index.add(
                    House(
                        xy_m=(x, y),
                        village_number=hamlet.village.number,
                        group=hamlet.name,
                        is_core=hamlet.is_core,
                    )
                )
                wanted -= 1
        if not wanted:
            break
    return wanted


def lay_lanes(
    rng: np.random.Generator,
    lanes: list[shapely.LineString],
    builder: RoadBuilder,
    *,
    is_dense: bool,
) -> None:
    """Add lanes; those of the dense village are too narrow for machines."""
    for lane in lanes:
        width = rng.uniform(1.1, 1.9) if is_dense else rng.choice([2.5, 3.0, 3.0, 3.5, 1.8])
        builder.roads.append(
            Road(line=lane, road_class="lane", width_m=round(float(width), 1), surface="水泥")
        )


def nearest_group(hamlets: list[Hamlet], number: int, xy_m: tuple[float, float]) -> str:
    """Name of the village's hamlet that a farmstead counts to."""
    own = [h for h in hamlets if h.village.number == number]
    return min(own, key=lambda h: float(np.hypot(*np.subtract(h.centre_m, xy_m)))).name


def place_farmsteads(
    hamlets: list[Hamlet],
    missing: dict[int, int],
    builder: RoadBuilder,
    index: HouseIndex,
    ground: Ground,
) -> None:
    """Put houses alone or in twos and threes on the hillsides, each inside its own village."""
    centres = builder.centres_m
    slope = Terrain(height_m=ground.slope).coarse().height_m.ravel()
    away = builder.distance_to_roads_m()
    fit = np.flatnonzero((slope < 0.3) & (away > 90.0) & (away < 650.0))
    for village in VILLAGES:
        rng = np.random.default_rng([SEED, 6, village.number])
        own = fit[ground.buildable(centres[fit], village.number, 0.3)]
        wanted = missing[village.number]
        for count, cell in enumerate(rng.permutation(own), start=1):
            if wanted <= 0:
                break
            cluster = min(int(rng.choice([1, 1, 2, 3, 4])), wanted)
            spots = centres[cell] + rng.uniform(-28.0, 28.0, (8, 2))
            for x, y in np.round(spots[ground.buildable(spots, village.number)], 2).tolist():
                if cluster and index.is_free(x, y, 15.0):
                    index.add(
                        House(
                            xy_m=(x, y),
                            village_number=village.number,
                            group=nearest_group(hamlets, village.number, (x, y)),
                            cluster=count,
                        )
                    )
                    cluster -= 1
                    wanted -= 1


def lay_paths(builder: RoadBuilder, houses: list[House], ground: Ground) -> None:
    """Connect the farmsteads: tracks where it is gentle, steps where it is steep, paths else.

    In rounds from near to far, so that later ways join earlier ones.
    """
    alone = {(h.village_number, h.cluster): h.xy_m for h in houses if h.cluster}
    targets = np.array(list(alone.values()))
    away = builder.distance_to_roads_m()[builder.graph.nodes_at(targets)]
    for batch in np.array_split(np.argsort(away, kind="stable"), PATH_ROUNDS):
        ways = builder.ways(targets[batch], 0.2, reuse=0.3)
        for line in ways:
            heights = ground.terrain.sample(shapely.get_coordinates(line))
            gradient = float(np.abs(np.diff(heights)).sum() / line.length)
            kind = "steps" if gradient > 0.24 else "track" if gradient < 0.09 else "path"
            builder.lay([line], kind, *PATH_KINDS[kind])


def settle(
    builder: RoadBuilder, terrain: Terrain, water: Hydrography, villages: gpd.GeoDataFrame
) -> list[House]:
    """Build every hamlet and farmstead, and the lanes and paths to them."""
    outlines = villages.geometry.buffer(-8.0).to_numpy()
    shapely.prepare(outlines)
    ground = Ground(
        terrain=terrain,
        slope=terrain.slope(),
        wet=water.strip(20.0, 45.0),
        within={v.number: o for v, o in zip(VILLAGES, outlines, strict=True)},
    )
    index = HouseIndex()
    hamlets = place_hamlets(suitable_cells(builder, terrain, water), villages)
    builder.lay(builder.ways(np.array([h.centre_m for h in hamlets]), 0.08), "lane", 3.5, "水泥")
    missing = {v.number: round(v.households * v.farmstead_share) for v in VILLAGES}
    for hamlet in hamlets:
        missing[hamlet.village.number] += fill_hamlet(hamlet, builder, index, ground)
    place_farmsteads(hamlets, missing, builder, index, ground)
    lay_paths(builder, index.houses, ground)
    return index.houses
