"""Shaded relief and contours of the terrain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from siting_tool.map_canvas.layer_views import TERRAIN_KEY
from siting_tool.map_canvas.map_layer import Category, RasterLayer

if TYPE_CHECKING:
    from layers.raster import TerrainRaster

_MOST_CELLS = 4_000_000
_LOW = np.array((196, 214, 175), dtype=np.float64)
_HIGH = np.array((222, 208, 182), dtype=np.float64)


def hillshade(
    heights_m: NDArray[np.float64],
    cell_m: float,
    *,
    azimuth_deg: float = 315.0,
    altitude_deg: float = 45.0,
    exaggeration: float = 1.0,
) -> NDArray[np.float64]:
    """Return the brightness of a lit surface, 0 to 1, shape (rows, columns).

    Lambert's law with surface normals from central differences (Horn 1981
    uses weighted ones); light from the north-west by cartographic habit.

    Examples
    --------
    >>> float(hillshade(np.zeros((3, 3)), 10.0)[1, 1].round(4))
    0.7071
    """
    south, east = np.gradient(heights_m * exaggeration, cell_m)
    azimuth, altitude = np.radians(azimuth_deg), np.radians(altitude_deg)
    light_east = np.sin(azimuth) * np.cos(altitude)
    light_north = np.cos(azimuth) * np.cos(altitude)
    steepness = np.sqrt(1.0 + east**2 + south**2)
    lit = (np.sin(altitude) - light_east * east + light_north * south) / steepness
    shade: NDArray[np.float64] = np.clip(lit, 0.0, 1.0)
    return shade


def terrain_layer(terrain: TerrainRaster) -> RasterLayer:
    """Return the shaded relief of a terrain, tinted by height."""
    step = max(int(np.sqrt(terrain.heights_m.size / _MOST_CELLS)), 1)
    heights = np.asarray(terrain.heights_m[::step, ::step], dtype=np.float64)
    known = np.isfinite(heights)
    lowest, highest = (
        (float(heights[known].min()), float(heights[known].max())) if known.any() else (0.0, 1.0)
    )
    filled = np.where(known, heights, lowest)
    cell_m = abs(terrain.transform.a) * step
    shade = hillshade(filled, cell_m, exaggeration=1.5)[..., np.newaxis]
    share = ((filled - lowest) / max(highest - lowest, 1e-9))[..., np.newaxis]
    tint = _LOW + share * (_HIGH - _LOW)
    rgba = np.empty((*heights.shape, 4), dtype=np.uint8)
    rgba[..., :3] = np.clip(tint * (0.35 + 0.9 * shade), 0, 255)
    rgba[..., 3] = np.where(known, 255, 0)
    west, north = terrain.transform.c, terrain.transform.f
    rows, columns = terrain.heights_m.shape
    extent = (
        west,
        north + rows * terrain.transform.e,
        west + columns * terrain.transform.a,
        north,
    )
    look = Category(value="", title_zh="地形", title_en="Terrain", colour=(200, 200, 180, 255))
    return RasterLayer(
        key=TERRAIN_KEY,
        title_zh="地形晕渲",
        title_en="Shaded relief",
        categories=(look,),
        codes=np.empty(0, dtype=np.uint8),
        rgba=rgba,
        extent_m=extent,
    )
