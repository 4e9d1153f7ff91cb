"""Outline of the township and of its villages."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from rasterio.features import shapes
from rasterio.transform import from_origin
from scipy.ndimage import gaussian_filter1d
from scipy.sparse.csgraph import dijkstra

from township.gazetteer import (
    BOTTOM_M,
    CRS,
    HEIGHT_M,
    LEFT_M,
    SEED,
    TOWNSHIP_NAME,
    VILLAGES,
    WIDTH_M,
    metres,
)
from township.grid_paths import EIGHT_STEPS, build_grid_graph
from township.hydrography import Hydrography
from township.terrain import Array, Terrain

CELL_M = 40.0


def township_outline() -> shapely.Polygon:
    """Draw a rounded, slightly bumpy outline inside the terrain."""
    rng = np.random.default_rng([SEED, 3])
    angle = np.linspace(0.0, 2.0 * np.pi, 180, endpoint=False)
    bump = gaussian_filter1d(rng.standard_normal(180), 5.0, mode="wrap")
    radius = (np.abs(np.cos(angle) / 5.45) ** 3 + np.abs(np.sin(angle) / 4.55) ** 3) ** (-1 / 3)
    radius *= 1.0 + 0.03 * bump / bump.std()
    x = np.clip(6.0 + radius * np.cos(angle), 0.2, WIDTH_M / 1000.0 - 0.2)
    y = np.clip(5.0 + radius * np.sin(angle), 0.2, HEIGHT_M / 1000.0 - 0.2)
    return shapely.Polygon(np.column_stack([LEFT_M + 1000.0 * x, BOTTOM_M + 1000.0 * y]))


def nearest_village(terrain: Terrain, water: Hydrography) -> Array:
    """Find the village that is easiest to walk to, for each cell of a 40 m grid."""
    coarse = terrain.coarse(CELL_M)
    inside = shapely.contains_xy(township_outline(), *coarse.centres().T)
    graph = build_grid_graph(coarse, EIGHT_STEPS, inside)
    factor = np.ones(graph.node_count)
    river = shapely.segmentize(water.river, 10.0)
    factor[graph.nodes_at(shapely.get_coordinates(river))] = 30.0
    seats = graph.nodes_at(np.array([metres(v.centre_km) for v in VILLAGES]))
    _, _, source = dijkstra(
        graph.costs(0.12, factor), indices=seats, min_only=True, return_predecessors=True
    )
    number = np.zeros(graph.node_count)
    for village, seat in zip(VILLAGES, seats, strict=True):
        number[source == seat] = village.number
    return number.reshape(coarse.height_m.shape)


def without_exclaves(outlines: Array) -> Array:
    """Give parts cut off from their village to the village with which they share most boundary."""
    pieces = [sorted(shapely.get_parts(o), key=shapely.area) for o in outlines]
    for own in pieces:
        while len(own) > 1:
            part = own.pop(0)
            shared = [part.intersection(p[-1]).length if p is not own else 0.0 for p in pieces]
            neighbour = pieces[int(np.argmax(shared))]
            neighbour[-1] = neighbour[-1].union(part)
    return np.array([own[-1] for own in pieces])


def make_villages(terrain: Terrain, water: Hydrography) -> gpd.GeoDataFrame:
    """Village polygons without gaps or overlaps, in the order of the gazetteer."""
    number = nearest_village(terrain, water)
    transform = from_origin(LEFT_M, BOTTOM_M + HEIGHT_M, CELL_M, CELL_M)
    parts = [
        (int(value), shapely.geometry.shape(geometry))
        for geometry, value in shapes(number.astype(np.int32), transform=transform)
        if value
    ]
    merged = gpd.GeoDataFrame(parts, columns=["number", "geometry"], crs=CRS)
    merged = merged.sort_values("number").dissolve("number", as_index=False)
    outlines = shapely.coverage_simplify(without_exclaves(merged.geometry.to_numpy()), 90.0)
    return gpd.GeoDataFrame(
        {
            "code": [v.code for v in VILLAGES],
            "name": [v.name for v in VILLAGES],
            "township": TOWNSHIP_NAME,
        },
        geometry=outlines,
        crs=CRS,
    )
