"""Base maps: GeoTIFF and MBTiles files as pictures of any part of the working system.

A picture is sampled straight from the file: where each of its pixels lies in
the file follows from the working system, the shift of Chinese web maps and the
file's own system, worked out on a coarse grid and interpolated between (exact
to a small part of a pixel, as neither way bends noticeably within one picture).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.windows import Window

from layers.crs import LONLAT, Bounds, parse_crs, recognise, transformer
from layers.datum_shift import FORWARD, unshift
from layers.errors import CrsError, ReadError
from layers.io.heights import raster_session

SUFFIXES = (".tif", ".tiff", ".mbtiles")
_SQLITE = b"SQLite format 3"
_GRID = 9
_EDGE_POINTS = 21
_STRETCH_PERCENT = (2.0, 98.0)
_SAMPLE_PX = 512

FloatArray = NDArray[np.float64]


class BaseMapFile:
    """An open base map; may be read from several threads.

    Parameters
    ----------
    path
        GeoTIFF (colour, paletted or one band) or MBTiles with raster tiles.
    target_crs
        Working system.
    datum_shift
        ``gcj02`` or ``bd09`` when the picture comes from such a map, else empty.

    Attributes
    ----------
    bounds_m
        Extent in the working system.
    cells
        Pixels of the file.
    finest_m_per_px
        Ground length of one of them, about.

    Raises
    ------
    ReadError
        When the file is missing, no raster of these formats, or damaged.
    CrsError
        When the file doesn't say where it lies, or the shift is not known.
    """

    def __init__(self, path: Path, target_crs: str | CRS, datum_shift: str = "") -> None:
        if not path.exists():
            raise ReadError("read.no_such_file", file=str(path))
        if datum_shift and datum_shift not in FORWARD:
            raise CrsError("crs.unknown_shift", shift=datum_shift, shifts=", ".join(FORWARD))
        self.path = path
        self._target = parse_crs(target_crs)
        self._shift = datum_shift
        self._lock = threading.Lock()
        with raster_session():
            try:
                self._source: Any = rasterio.open(path, driver=_driver(path))
                self._crs = self._own_crs()
                self._palette = self._own_palette()
                self._stretch = self._own_stretch()
            except RasterioError as error:
                reason = " ".join(str(error).split())[:200]
                raise ReadError("read.unreadable", file=str(path), reason=reason) from error
        self.bounds_m = self._bounds()
        west, south, east, north = self.bounds_m
        self.cells = int(self._source.width * self._source.height)
        self.finest_m_per_px = float(np.sqrt((east - west) * (north - south) / self.cells))

    def close(self) -> None:
        """Let the file go; what is asked of it later is transparent."""
        with self._lock:
            self._source.close()

    def picture(self, bounds_m: Bounds, width_px: int, height_px: int) -> NDArray[np.uint8] | None:
        """Return a part of the map.

        Parameters
        ----------
        bounds_m
            West, south, east, north in the working system.
        width_px, height_px
            Size of the picture.

        Returns
        -------
        ndarray or None
            Red, green, blue, opacity, shape (height, width, 4), north up;
            None where the map shows nothing.

        Raises
        ------
        ReadError
            When the file is damaged there.
        """
        columns, rows = self._places(bounds_m, width_px, height_px)
        wide, high = self._source.width, self._source.height
        inside = (columns >= 0) & (columns < wide) & (rows >= 0) & (rows < high)
        if not inside.any():
            return None
        first_column, last_column = _span(columns[inside])
        first_row, last_row = _span(rows[inside])
        window = Window(first_column, first_row, last_column - first_column, last_row - first_row)
        shape = (min(int(window.height), 2 * height_px), min(int(window.width), 2 * width_px))
        pixels = self._read(window, shape)
        column = ((columns - first_column) * (shape[1] / window.width)).astype(np.intp)
        row = ((rows - first_row) * (shape[0] / window.height)).astype(np.intp)
        np.clip(column, 0, shape[1] - 1, out=column)
        np.clip(row, 0, shape[0] - 1, out=row)
        picture: NDArray[np.uint8] = pixels[row, column]
        picture[~inside] = 0
        return picture

    # places ---------------------------------------------------------------------------

    def _places(
        self, bounds_m: Bounds, width_px: int, height_px: int
    ) -> tuple[FloatArray, FloatArray]:
        """Return column and row in the file of every pixel of a picture."""
        west, south, east, north = bounds_m
        x, y = np.meshgrid(np.linspace(west, east, _GRID), np.linspace(north, south, _GRID))
        column, row = self._to_cells(x.ravel(), y.ravel())
        across, down = _weights(width_px), _weights(height_px)
        return (
            down @ column.reshape(_GRID, _GRID) @ across.T,
            down @ row.reshape(_GRID, _GRID) @ across.T,
        )

    def _to_cells(self, x_m: FloatArray, y_m: FloatArray) -> tuple[FloatArray, FloatArray]:
        if self._shift:
            degrees = np.column_stack(transformer(self._target, LONLAT).transform(x_m, y_m))
            x, y = transformer(LONLAT, self._crs).transform(*FORWARD[self._shift](degrees).T)
        else:
            x, y = transformer(self._target, self._crs).transform(x_m, y_m)
        inverse = ~self._source.transform
        column = inverse.a * x + inverse.b * y + inverse.c
        row = inverse.d * x + inverse.e * y + inverse.f
        far = ~(np.isfinite(column) & np.isfinite(row))
        return np.where(far, -1e9, column), np.where(far, -1e9, row)

    def _bounds(self) -> Bounds:
        """Return the extent of the file's outline in the working system."""
        share = np.linspace(0.0, 1.0, _EDGE_POINTS)
        ends = np.repeat((0.0, 1.0), _EDGE_POINTS)
        column = np.concatenate((np.tile(share, 2), ends)) * self._source.width
        row = np.concatenate((ends, np.tile(share, 2))) * self._source.height
        forward = self._source.transform
        x = forward.a * column + forward.b * row + forward.c
        y = forward.d * column + forward.e * row + forward.f
        if self._shift:
            degrees = np.column_stack(transformer(self._crs, LONLAT).transform(x, y))
            x, y = transformer(LONLAT, self._target).transform(*unshift(degrees, self._shift).T)
        else:
            x, y = transformer(self._crs, self._target).transform(x, y)
        known = np.isfinite(x) & np.isfinite(y)
        if not known.any():
            raise ReadError("base_map.nowhere", file=str(self.path))
        x, y = x[known], y[known]
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())

    # colours --------------------------------------------------------------------------

    def _own_crs(self) -> CRS:
        if not self._source.crs:
            raise CrsError("base_map.no_crs", file=str(self.path))
        return recognise(parse_crs(self._source.crs.to_wkt()))

    def _own_palette(self) -> NDArray[np.uint8] | None:
        if self._source.count != 1 or self._source.dtypes[0] != "uint8":
            return None
        try:
            entries = self._source.colormap(1)
        except ValueError:  # rasterio's way to say that there is none
            return None
        palette = np.zeros((256, 4), dtype=np.uint8)
        palette[list(entries)] = list(entries.values())
        return palette

    def _own_stretch(self) -> Callable[[NDArray[Any]], NDArray[np.uint8]]:
        """Return what turns the file's values into brightness; bytes stay as they are."""
        if all(kind == "uint8" for kind in self._source.dtypes):
            return lambda values: values
        shape = (min(self._source.height, _SAMPLE_PX), min(self._source.width, _SAMPLE_PX))
        bands = [1, 2, 3] if self._source.count >= 3 else [1]
        sample = self._source.read(bands, out_shape=(len(bands), *shape))
        known = self._source.dataset_mask(out_shape=shape) > 0
        values = sample[:, known] if known.any() else sample.reshape(len(bands), -1)
        low, high = np.nanpercentile(values.astype(np.float64), _STRETCH_PERCENT)
        scale = 255.0 / max(high - low, 1e-9)
        return lambda band: np.clip((np.nan_to_num(band) - low) * scale, 0, 255).astype(np.uint8)

    def _read(self, window: Window, shape: tuple[int, int]) -> NDArray[np.uint8]:
        """Return a part of the file, thinned to a shape, as colours with opacity."""
        is_plain = self._palette is not None
        how = Resampling.nearest if is_plain else Resampling.bilinear
        bands = [1, 2, 3] if self._source.count >= 3 else [1]
        try:
            with self._lock:
                if self._source.closed:  # let go while somebody still asked
                    return np.zeros((*shape, 4), dtype=np.uint8)
                values = self._source.read(
                    bands, window=window, out_shape=(len(bands), *shape), resampling=how
                )
                mask = self._source.dataset_mask(window=window, out_shape=shape)
        except RasterioError as error:
            reason = " ".join(str(error).split())[:200]
            raise ReadError("read.unreadable", file=str(self.path), reason=reason) from error
        if self._palette is not None:
            coloured: NDArray[np.uint8] = self._palette[values[0]]
            coloured[mask == 0] = 0
            return coloured
        pixels = np.empty((*shape, 4), dtype=np.uint8)
        pixels[..., :3] = np.moveaxis(self._stretch(values), 0, -1)  # one band fills all three
        pixels[..., 3] = mask
        return pixels


def looks_like_picture(path: Path) -> bool:
    """Whether a file is a base map rather than heights: tiles, colours or a palette."""
    if path.suffix.lower() == ".mbtiles":
        return True
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        return False
    with raster_session():
        try:
            with rasterio.open(path, driver=_driver(path)) as source:
                return all(kind == "uint8" for kind in source.dtypes)
        except RasterioError:
            return False


def _driver(path: Path) -> str:
    """Return the format by content; GDAL's own guess could follow references to other places."""
    with path.open("rb") as stream:
        return "MBTiles" if stream.read(len(_SQLITE)) == _SQLITE else "GTiff"


def _weights(count: int) -> FloatArray:
    """Return how the middles of pixels lie between the nodes of the grid, shape (count, nodes)."""
    place = (np.arange(count) + 0.5) * ((_GRID - 1) / count)
    weights: FloatArray = np.maximum(1.0 - np.abs(place[:, np.newaxis] - np.arange(_GRID)), 0.0)
    return weights


def _span(cells: FloatArray) -> tuple[int, int]:
    return int(cells.min()), int(cells.max()) + 1
