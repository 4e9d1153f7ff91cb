"""Streams and the reservoir together, and the land they keep free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from rasterio.features import shapes
from rasterio.transform import from_origin

from township.gazetteer import BOTTOM_M, HEIGHT_M, LEFT_M, RIVER
from township.terrain import CELL_M, QUANTUM_M, Stream, Terrain

RESERVOIR_STREAM = "茶园溪"
DAM_AT_M = 3300.0
POOL_M = 650.0
DAM_HEIGHT_M = 14.0


@dataclass(frozen=True, kw_only=True)
class Hydrography:
    """All open water."""

    streams: dict[str, Stream]
    lake: shapely.Polygon

    @property
    def river(self) -> shapely.LineString:
        """The main river, downstream."""
        return self.streams[RIVER].line

    def strip(self, side_m: float, river_m: float) -> shapely.Geometry:
        """Land within a distance of side streams and the reservoir, and of the river."""
        parts = [
            s.line.buffer(side_m if s.valley.parent else river_m) for s in self.streams.values()
        ]
        united = shapely.union_all([*parts, self.lake.buffer(side_m)])
        shapely.prepare(united)
        return united


def dam_up(terrain: Terrain, streams: dict[str, Stream]) -> tuple[Terrain, Hydrography]:
    """Fill the reservoir: return the ground with its level surface, and all water."""
    stream = streams[RESERVOIR_STREAM]
    first = int(DAM_AT_M / CELL_M)
    level = round((stream.level_m[first] + DAM_HEIGHT_M) / QUANTUM_M) * QUANTUM_M
    reach = shapely.LineString(stream.xy_m[first : first + int(POOL_M / CELL_M)])
    pool = reach.buffer(160.0, cap_style="flat")
    inside = shapely.contains_xy(pool, *terrain.centres().T).reshape(terrain.height_m.shape)
    flooded = inside & (terrain.height_m < level)
    transform = from_origin(LEFT_M, BOTTOM_M + HEIGHT_M, CELL_M, CELL_M)
    found = shapes(flooded.astype(np.uint8), mask=flooded, transform=transform)
    largest = max((shapely.geometry.shape(g) for g, _ in found), key=shapely.area)
    shore = shapely.Polygon(largest.exterior).simplify(8.0)
    height = np.where(flooded, level, terrain.height_m)
    return Terrain(height_m=height), Hydrography(streams=streams, lake=shore)
