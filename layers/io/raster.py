"""Elevation files of any kind read into one grid of metres in the working system."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.enums import Resampling
from rasterio.transform import array_bounds
from rasterio.warp import calculate_default_transform, reproject, transform_bounds

from layers.crs import Bounds, label, lonlat_bounds, parse_crs, working_crs
from layers.errors import CrsError, LayerError, ReadError
from layers.findings import Finding, Severity
from layers.io.formats import datasets
from layers.io.heights import Grid, raster_session, read_grid
from layers.io.limits import MAX_RASTER_CELLS
from layers.io.raw import noticed
from layers.raster import TerrainRaster
from layers.vector import Source, fingerprint

TERRAIN = "terrain"
_MARGIN_CELLS = 2
_MOST_DEGREES = 540.0  # tiles that cross the date line count on


@dataclass(frozen=True, kw_only=True)
class TerrainLayer:
    """Heights with where they came from and what was noticed while reading them."""

    raster: TerrainRaster
    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]


def read_terrain(
    paths: str | Path | Sequence[str | Path],
    *,
    target_crs: str | CRS | None = None,
    crs: str | None = None,
    unit: str | None = None,
    within: Bounds | None = None,
) -> TerrainLayer:
    """Read one or several elevation files into one grid, north up.

    Rotated and south-up rasters are turned, scale and offset applied, feet
    turned into metres, absurd heights and fills made empty. Tiles are laid
    side by side; where they overlap the first one with a height counts.

    Parameters
    ----------
    paths
        One file (an archive of tiles too) or several.
    target_crs
        Working system; chosen from the data where it is None.
    crs
        System of the files; overrules what they say.
    unit
        ``m``, ``ft`` or None to take what the file says (metres where it
        says nothing).
    within
        Part of the working system to read, such as the study area's bounds;
        everything where it is None.

    Raises
    ------
    ReadError, CrsError
        When a file is no raster, has no heights at all, does not cover the
        part wanted, or its system is unknown.
    """
    files = [Path(paths)] if isinstance(paths, (str, Path)) else [Path(path) for path in paths]
    findings: list[Finding] = []
    tiles: list[Grid] = []
    with ExitStack() as stack, raster_session():
        for file in files:
            for dataset in stack.enter_context(datasets(file)):
                grids = _read(file, dataset.path, dataset.format, (crs, unit), findings)
                tiles += grids
        if not tiles:
            raise ReadError("read.is_vector", file=str(files[0]))
        target = parse_crs(target_crs) if target_crs is not None else _target(tiles[0])
        heights, transform = _joined(tiles, target, within, str(files[0]))
    if len(tiles) > 1:
        findings.append(noticed(Severity.INFO, "findings.tiles_joined", (), len(tiles)))
    sources = tuple(
        Source(path=str(file), crs=label(tiles[0].crs), fingerprint=fingerprint(file))
        for file in files
    )
    return TerrainLayer(
        raster=TerrainRaster(heights_m=heights, transform=transform, crs=target),
        sources=sources,
        findings=tuple(replace(finding, role=TERRAIN) for finding in findings),
    )


def _read(
    file: Path, path: Path, form: str, said: tuple[str | None, str | None], findings: list[Finding]
) -> list[Grid]:
    is_gpkg_raster = form == "gdal" and path.suffix.lower() == ".gpkg"
    if form != "raster" and not is_gpkg_raster:
        return []
    try:
        grid, noted = read_grid(path, *said)
    except LayerError as error:
        raise type(error)(error.code, file=str(file), **error.values) from error
    if not _is_on_earth(grid):
        numbers = ", ".join(f"{number:.6g}" for number in grid.transform[:6])
        raise CrsError("terrain.no_place", file=str(file), numbers=numbers, crs=label(grid.crs))
    findings += noted
    return [grid]


def _is_on_earth(grid: Grid) -> bool:
    """Whether the cells have a size and lie at a place of the earth."""
    transform = np.array(grid.transform[:6])
    if not np.isfinite(transform).all() or grid.transform.determinant == 0:
        return False
    rows, columns = grid.heights_m.shape
    degrees = lonlat_bounds(array_bounds(rows, columns, grid.transform), grid.crs)
    return bool(np.isfinite(degrees).all() and np.abs(degrees).max() <= _MOST_DEGREES)


def _target(grid: Grid) -> CRS:
    rows, columns = grid.heights_m.shape
    return working_crs(lonlat_bounds(array_bounds(rows, columns, grid.transform), grid.crs))


def _joined(
    tiles: list[Grid], target: CRS, within: Bounds | None, file: str
) -> tuple[NDArray[np.float32], Affine]:
    first = tiles[0]
    is_ready = len(tiles) == 1 and within is None
    if is_ready and first.is_north_up and first.crs.equals(target, ignore_axis_order=True):
        return first.heights_m, first.transform
    bounds, cell = _extent(tiles, target, within, file)
    columns = max(1, int(np.ceil((bounds[2] - bounds[0]) / cell)))
    rows = max(1, int(np.ceil((bounds[3] - bounds[1]) / cell)))
    if rows * columns > MAX_RASTER_CELLS:
        raise ReadError("terrain.too_many_cells", file=file, cells=rows * columns)
    transform = Affine(cell, 0.0, bounds[0], 0.0, -cell, bounds[3])
    heights = np.full((rows, columns), np.nan, dtype=np.float32)
    for tile in tiles:
        warped = np.full_like(heights, np.nan)
        reproject(
            tile.heights_m, warped,
            src_transform=tile.transform, src_crs=tile.crs.to_wkt(), src_nodata=np.nan,
            dst_transform=transform, dst_crs=target.to_wkt(), dst_nodata=np.nan,
            resampling=Resampling.bilinear,
        )  # fmt: skip
        heights = np.where(np.isnan(heights), warped, heights)
    if np.isnan(heights).all():
        raise ReadError("terrain.no_overlap", file=file)
    return heights, transform


def _extent(
    tiles: list[Grid], target: CRS, within: Bounds | None, file: str
) -> tuple[Bounds, float]:
    """Return bounds of all tiles in the target system, cut to the part wanted, and the cell."""
    all_bounds, cells = [], []
    for tile in tiles:
        rows, columns = tile.heights_m.shape
        edges = array_bounds(rows, columns, tile.transform)
        source, goal = tile.crs.to_wkt(), target.to_wkt()
        grid, width, height = calculate_default_transform(source, goal, columns, rows, *edges)
        cells.append(float(grid.a))
        moved = transform_bounds(source, goal, *edges)
        all_bounds.append(moved if np.isfinite(moved).all() else array_bounds(height, width, grid))
    cell = min(cells)
    west, south = (min(bounds[side] for bounds in all_bounds) for side in (0, 1))
    east, north = (max(bounds[side] for bounds in all_bounds) for side in (2, 3))
    if within is not None:
        margin = _MARGIN_CELLS * cell
        west, south = max(west, within[0] - margin), max(south, within[1] - margin)
        east, north = min(east, within[2] + margin), min(north, within[3] + margin)
        if west >= east or south >= north:
            raise ReadError("terrain.no_overlap", file=file)
    return (west, south, east, north), cell
