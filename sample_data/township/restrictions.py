"""Land where building is forbidden."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes
from rasterio.transform import from_origin
from scipy.ndimage import binary_closing, binary_opening, gaussian_filter

from township.gazetteer import BOTTOM_M, CRS, HEIGHT_M, LEFT_M
from township.hydrography import Hydrography
from township.roads import RoadBuilder
from township.settlements import House
from township.terrain import COARSE_M, Terrain

FORBIDS = {
    "永久基本农田": "公厕、化粪池、处理站",
    "生态保护红线": "公厕、化粪池、管沟、处理站",
    "河道管理范围": "公厕、化粪池、处理站",
    "饮用水水源保护区": "公厕、化粪池、处理站",
}
FARMLAND_COUNT = 70


def outlines(mask: NDArray[np.bool_], tolerance_m: float) -> list[shapely.Polygon]:
    """Polygons around the true cells of a coarse grid, the largest first."""
    transform = from_origin(LEFT_M, BOTTOM_M + HEIGHT_M, COARSE_M, COARSE_M)
    found = shapes(mask.astype(np.uint8), mask=mask, transform=transform)
    raw = [shapely.geometry.shape(g) for g, _ in found]
    rounded = [p.buffer(-tolerance_m).buffer(tolerance_m).simplify(2.0) for p in raw]
    polygons = [p for whole in rounded for p in shapely.get_parts(whole)]
    return sorted(polygons, key=lambda p: (-p.area, p.bounds))


def make_restrictions(
    terrain: Terrain,
    builder: RoadBuilder,
    houses: list[House],
    township: shapely.Geometry,
    water: Hydrography,
    water_features: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Lay basic farmland on the valley floors, red line on the heights, river and source zones."""
    coarse = terrain.coarse()
    centres = coarse.centres()
    shape = coarse.height_m.shape
    lived = shapely.MultiPoint([h.xy_m for h in houses]).buffer(32.0, quad_segs=3)
    roads = shapely.MultiLineString(builder.lines()).buffer(9.0, quad_segs=2)
    taken = shapely.union_all([lived, roads, water.strip(22.0, 45.0)])
    shapely.prepare(taken)
    slope = gaussian_filter(coarse.slope(), 1.0)
    level = (slope < 0.09) & shapely.contains_xy(township, *centres.T).reshape(shape)
    level.ravel()[shapely.contains_xy(taken, *centres.T)] = False
    farmland = [p for p in outlines(binary_opening(level), 12.0) if p.area > 12_000.0]
    wild = lived.buffer(150.0)
    high = (gaussian_filter(coarse.height_m, 4.0) > 430.0) & (gaussian_filter(slope, 4.0) > 0.2)
    high &= shapely.contains_xy(township, *centres.T).reshape(shape)
    high.ravel()[shapely.contains_xy(wild, *centres.T)] = False
    red = [
        p
        for p in outlines(binary_closing(binary_opening(high, iterations=2), iterations=2), 30.0)
        if p.area > 150_000.0
    ]
    sources = water_features[water_features["kind"] == "饮用水源"]
    rows = [
        ("永久基本农田", f"基本农田{i:02d}", p) for i, p in enumerate(farmland[:FARMLAND_COUNT], 1)
    ]
    rows += [("生态保护红线", f"生态红线{i:02d}", p) for i, p in enumerate(red, 1)]
    rows.append(
        ("河道管理范围", "青石河河道管理范围", water.river.buffer(40.0).intersection(township))
    )
    rows += [
        ("饮用水水源保护区", f"{n}保护区", g.buffer(60.0))
        for n, g in zip(sources["name"], sources.geometry, strict=True)
    ]
    rows.append(("饮用水水源保护区", "茶园水库保护区", water.lake.buffer(120.0).simplify(2.0)))
    kinds, names, polygons = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {"kind": kinds, "name": names, "forbids": [FORBIDS[k] for k in kinds]},
        geometry=shapely.make_valid(shapely.set_precision(np.array(polygons), 0.01)),
        crs=CRS,
    )
