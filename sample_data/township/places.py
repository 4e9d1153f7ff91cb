"""Public places, existing toilets, drinking water and plots in public hands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from township.gazetteer import (
    CRS,
    SCENIC_KM,
    SEED,
    TOWN_KM,
    VIEWPOINT_KM,
    VILLAGES,
    Village,
    metres,
)
from township.hydrography import Hydrography
from township.roads import RoadBuilder
from township.settlements import House
from township.terrain import Array, Terrain

TOWN_PLACES = (
    ("青石岭镇人民政府", "镇政府", 180, "是"),
    ("青石岭农贸市场", "市场", 1500, "是"),
    ("青石岭镇中心小学", "学校", 620, "否"),
    ("青石岭初级中学", "学校", 540, "否"),
    ("青石岭镇中心幼儿园", "幼儿园", 210, "否"),
    ("青石岭镇卫生院", "卫生院", 160, "否"),
    ("青石岭文化广场", "文化广场", 350, "是"),
    ("青石岭客运站", "公交站", 400, "是"),
    ("老街小吃一条街", "农家乐", 300, "否"),
)

EVERY_VILLAGE = frozenset(village.number for village in VILLAGES)
BESIDES_THE_TOWN = frozenset(village.number for village in VILLAGES if not village.is_seat)
WITH_A_SCHOOL = frozenset({201, 202, 206, 208, 209})
# Which villages have it, name after the village's, kind, visitors a day, must be served,
# how far from the village's seat.
VILLAGE_PLACES = (
    (EVERY_VILLAGE, "村民委员会", "村委会", (25, 70), "是", 60.0),
    (EVERY_VILLAGE, "文化活动广场", "文化广场", (30, 120), "是", 90.0),
    (BESIDES_THE_TOWN, "招呼站", "公交站", (10, 50), "否", 50.0),
    (BESIDES_THE_TOWN, "卫生室", "卫生室", (5, 25), "否", 80.0),
    (WITH_A_SCHOOL, "教学点", "学校", (60, 180), "否", 120.0),
)
SCENIC_PLACES = (
    ("响水洞风景区", SCENIC_KM, 800, "是", 60.0),
    ("云雾坪观景台", VIEWPOINT_KM, 150, "否", 120.0),
)

# Name, kind, open, stalls for men and women, cost of opening, sign, note, and the place beside it.
STANDING_TOILETS = (
    ("农贸市场公厕", "公共厕所", "是", 6, 9, 0, "有", "", "青石岭农贸市场"),
    ("大枫树村公厕", "公共厕所", "是", 3, 3, 0, "有", "", "大枫树村文化活动广场"),
    ("响水洞景区公厕", "公共厕所", "是", 5, 8, 0, "有", "旺季排队", "响水洞风景区"),
    (
        "杨家畈村公厕",
        "公共厕所",
        "否",
        2,
        3,
        3000,
        "有",
        "为保持卫生长期锁门",
        "杨家畈村文化活动广场",
    ),
)
REMOTE_TOILET = ("山梁公厕", "公共厕所", "是", 2, 2, 0, "无", "位置偏僻，无指示牌，很少有人用")
# Place, stalls for men and women, cost of opening.
INDOOR_TOILETS = (
    ("青石岭镇人民政府", 4, 5, 6000),
    ("青石岭镇中心小学", 8, 12, 15000),
    ("青石岭农贸市场", 3, 4, 5000),
    ("青石岭镇卫生院", 3, 4, 8000),
)
VILLAGES_WITHOUT_INDOOR_TOILET = ("黄土垭", "云雾坪", "竹溪沟")


@dataclass(kw_only=True)
class PlotFinder:
    """Finds free plots beside roads, near a wanted place."""

    builder: RoadBuilder
    houses: list[House]
    wet: shapely.Geometry
    river: shapely.LineString

    def __post_init__(self) -> None:
        self.road_tree = shapely.STRtree(self.builder.lines())
        self.taken = shapely.STRtree([shapely.Point(h.xy_m) for h in self.houses])
        self.own: list[shapely.Point] = []

    def near(self, rng: np.random.Generator, xy_m: Array, reach_m: float) -> shapely.Point:
        """First random spot 6 to 34 m from a road and 9 m from any house, on the near bank."""
        for widening in (1.0, 1.5, 2.5):
            for shift in rng.normal(0.0, widening * reach_m, (300, 2)):
                spot = shapely.Point(np.round(xy_m + shift, 2))
                on_this_bank = not self.river.intersects(shapely.LineString([xy_m, spot.coords[0]]))
                if on_this_bank and self.fits(spot):
                    self.own.append(spot)
                    return spot
        raise LookupError("no free plot near the wanted place")

    def fits(self, spot: shapely.Point) -> bool:
        """Whether a spot is beside a road, dry and free."""
        road = self.road_tree.geometries[self.road_tree.nearest(spot)]
        house = self.taken.geometries[self.taken.nearest(spot)]
        return bool(
            6.0 <= spot.distance(road) <= 34.0
            and spot.distance(house) >= 9.0
            and not self.wet.contains(spot)
            and all(spot.distance(other) >= 15.0 for other in self.own)
        )


def make_places(find: PlotFinder) -> gpd.GeoDataFrame:
    """Places people go to, with visitors per day and whether a toilet must serve them."""
    rng = np.random.default_rng([SEED, 9])
    town = np.array(metres(TOWN_KM))
    rows = [(*row, find.near(rng, town, 110.0)) for row in TOWN_PLACES]
    for village in VILLAGES:
        rows += village_places(find, rng, village)
    for name, km, visitors, must, reach_m in SCENIC_PLACES:
        rows.append((name, "景区", visitors, must, find.near(rng, np.array(metres(km)), reach_m)))
    names, kinds, visitors_, musts, points = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {
            "place_id": [f"DD{i:03d}" for i in range(1, len(rows) + 1)],
            "name": names,
            "kind": kinds,
            "visitors": visitors_,
            "must_serve": musts,
        },
        geometry=list(points),
        crs=CRS,
    )


def village_places(
    find: PlotFinder, rng: np.random.Generator, village: Village
) -> list[tuple[str, str, int, str, shapely.Point]]:
    """Make the places of one village, around its seat."""
    seat = np.array(metres(village.centre_km))
    rows = []
    for having_it, suffix, kind, (fewest, most), must, reach_m in VILLAGE_PLACES:
        if village.number in having_it:
            visitors = int(rng.integers(fewest, most))
            spot = find.near(rng, seat, reach_m)
            rows.append((f"{village.name}{suffix}", kind, visitors, must, spot))
    return rows


def loneliest_place(find: PlotFinder) -> Array:
    """Find the place on a track over a pass that is farthest from any house."""
    tracks = [r.line for r in find.builder.roads if r.road_class == "track"]
    places = shapely.get_coordinates(shapely.segmentize(shapely.MultiLineString(tracks), 40.0))
    away = find.taken.query_nearest(
        shapely.points(places), all_matches=False, return_distance=True
    )[1]
    return np.asarray(places[int(np.argmax(away))])


def make_toilets(find: PlotFinder, places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Public toilets that stand already, and indoor toilets that could be opened."""
    rng = np.random.default_rng([SEED, 10])
    at = dict(zip(places["name"], places.geometry, strict=True))
    remote = find.near(rng, loneliest_place(find), 12.0)
    rows = [
        (*row, find.near(rng, shapely.get_coordinates(at[place])[0], 30.0))
        for *row, place in STANDING_TOILETS
    ]
    rows.append((*REMOTE_TOILET, remote))
    rows += [indoor_toilet(at[row[0]], *row) for row in indoor_rows(places)]
    columns = ("name", "kind", "open", "men", "women", "cost", "sign", "note", "geometry")
    toilets = gpd.GeoDataFrame([dict(zip(columns, r, strict=True)) for r in rows], crs=CRS)
    toilets.insert(0, "toilet_id", [f"GC{i:02d}" for i in range(1, len(toilets) + 1)])
    return toilets


def indoor_rows(places: gpd.GeoDataFrame) -> list[tuple[str, int, int, int]]:
    """List place, stalls and cost of the indoor toilets that could be opened."""
    committees = places["name"][places["kind"] == "村委会"]
    with_toilet = [n for n in committees if not n.startswith(VILLAGES_WITHOUT_INDOOR_TOILET)]
    return [*INDOOR_TOILETS, *((name, 2, 2, 4000) for name in with_toilet)]


def indoor_toilet(
    place: shapely.Point, name: str, men: int, women: int, cost: int
) -> tuple[str, str, str, int, int, int, str, str, shapely.Point]:
    """Make the row of one indoor toilet, at the corner of its building."""
    spot = shapely.Point(np.round(shapely.get_coordinates(place)[0] + 6.0, 2))
    return (f"{name}内部厕所", "内部厕所", "否", men, women, cost, "无", "可商议对外开放", spot)


def spring_near(
    rng: np.random.Generator, seat_m: Array, houses_m: shapely.MultiPoint, terrain: Terrain
) -> shapely.Point:
    """Choose the spring of a village: uphill from its seat and away from its houses."""
    spots = seat_m + rng.uniform(-650.0, 650.0, (400, 2))
    above = terrain.sample(spots) - float(terrain.sample(seat_m[None])[0])
    away = shapely.distance(shapely.points(spots), houses_m)
    fitness = np.where(
        (above > 12.0) & (away > 70.0), above + rng.normal(0.0, 8.0, len(spots)), -1e9
    )
    fitness -= np.maximum(above - 45.0, 0.0) * 2.0
    return shapely.Point(np.round(spots[int(np.argmax(fitness))], 2))


def make_water(houses: list[House], terrain: Terrain, water: Hydrography) -> gpd.GeoDataFrame:
    """Springs and wells people drink from, the reservoir, the streams and some ponds."""
    rng = np.random.default_rng([SEED, 11])
    everyone = shapely.MultiPoint([h.xy_m for h in houses])
    rows: list[tuple[str, str, shapely.Geometry]] = [("茶园水库", "水库", water.lake)]
    rows += [(s.valley.name, "河流", s.line.simplify(0.5)) for s in water.streams.values()]
    for village in VILLAGES:
        own = [h for h in houses if h.village_number == village.number]
        seat = np.array(metres(village.centre_km))
        rows.append(
            (f"{village.name}山泉水源", "饮用水源", spring_near(rng, seat, everyone, terrain))
        )
        for order in range(1, 5 if village.is_high else 3):
            house = own[int(rng.integers(len(own)))]
            spot = np.round(np.array(house.xy_m) + rng.uniform(9.0, 18.0, 2), 2)
            rows.append((f"{village.name}{order}号水井", "水井", shapely.Point(spot)))
    names, kinds, shapes_ = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"name": names, "kind": kinds}, geometry=list(shapes_), crs=CRS)


def make_plots(find: PlotFinder, houses: list[House]) -> gpd.GeoDataFrame:
    """Lay out plots in public hands where a toilet could be built, near groups of houses."""
    rng = np.random.default_rng([SEED, 12])
    groups: dict[tuple[int, str], list[House]] = {}
    for house in houses:
        groups.setdefault((house.village_number, house.group), []).append(house)
    rows = []
    owner: Callable[[int], str] = {v.number: f"{v.name}集体" for v in VILLAGES}.__getitem__
    for (number, name), members in groups.items():
        if len(members) >= 45:
            middle = np.median([h.xy_m for h in members], axis=0)
            x, y = shapely.get_coordinates(find.near(rng, middle, 40.0))[0]
            wide, deep = rng.uniform(5.0, 8.0), rng.uniform(4.0, 6.0)
            plot = shapely.box(x - wide, y - deep, x + wide, y + deep)
            rows.append({"name": f"{name}空地", "owner": owner(number), "geometry": plot})
    plots = gpd.GeoDataFrame(rows, crs=CRS)
    plots.insert(0, "plot_id", [f"DK{i:02d}" for i in range(1, len(plots) + 1)])
    plots["area"] = plots.area.round(0)
    return plots
