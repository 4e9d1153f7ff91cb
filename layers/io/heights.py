"""One elevation file read into metres: scale, units, fills and faults."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS
from rasterio.errors import NotGeoreferencedWarning, RasterioError, RasterioIOError
from rasterio.io import MemoryFile

from layers.crs import parse_crs, propose_crs, recognise
from layers.errors import CrsError, ReadError
from layers.findings import Finding, Severity
from layers.io.gdal import NO_NETWORK
from layers.io.limits import MAX_RASTER_CELLS
from layers.io.raw import noticed
from layers.io.xml import local_name, parse_xml

FOOT_M = 0.3048
LOWEST_M, HIGHEST_M = -500.0, 9000.0
"""No ground lies below the Dead Sea's shore (-430 m) or above Everest (8,849 m)."""
_FEET = ("ft", "foot", "feet", "us survey foot", "us_survey_foot", "英尺")
_METRES = ("m", "metre", "meter", "metres", "meters", "米")
_STEEP_SLOPE = 1.2
_STEEP_SHARE = 0.25
_FILL_SHARE = 0.02
_DECIMAL_COMMA = re.compile(rb"\d,\d")
_GRID_HEADER = (b"ncols", b"nrows", b"xll", b"yll", b"cellsize")
_MAX_VRT_SOURCES = 2000
_OPTIONS = {**NO_NETWORK, "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE", "VRT_SHARED_SOURCE": "0"}
_HEAD_BYTES = 4096
_MOST_NESTED = 3
_LEAST_CELL_M = 1e-3
# Tiles of three seconds and of one second of arc, two bytes a height.
_HGT_BYTES = (2 * 1201**2, 2 * 3601**2)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Heights as they lie in a file, in metres, NaN where there are none.

    Attributes
    ----------
    heights_m
        Shape (rows, columns), float32.
    transform, crs
        Where the cells lie; the grid may be rotated.
    """

    heights_m: NDArray[np.float32]
    transform: Affine
    crs: CRS

    @property
    def is_north_up(self) -> bool:
        """Whether rows run west to east and the first row is the northernmost."""
        t = self.transform
        return t.b == 0 and t.d == 0 and t.a > 0 and t.e < 0


def read_grid(
    path: Path, crs: str | None = None, unit: str | None = None
) -> tuple[Grid, list[Finding]]:
    """Read the first band of an elevation file.

    Raises
    ------
    ReadError
        When it is no raster, too large, refers to other places, or has no
        height at all.
    CrsError
        When the system is unknown and not given.
    """
    check_content(path)
    findings: list[Finding] = []
    with _opened(path, findings) as source:
        if source.width * source.height > MAX_RASTER_CELLS:
            raise ReadError("terrain.too_many_cells", cells=source.width * source.height)
        values = _values(source, path)
        system = _crs(source, crs)
        factor = _unit_factor(source, unit, findings)
        transform = source.transform
        if source.count > 1:
            values_of = {"bands": source.count}
            findings.append(
                noticed(Severity.WARNING, "findings.first_band_taken", (), 1, **values_of)
            )
    heights = _without_absurd(values * factor, findings).astype(np.float32)
    if np.isnan(heights).all():
        raise ReadError("terrain.no_heights")
    heights, transform = _turned(heights, transform, findings)
    grid = Grid(heights_m=heights, transform=transform, crs=system)
    if unit is None and factor == 1.0:
        _note_feet(grid, findings)
    return grid, findings


@contextmanager
def raster_session() -> Iterator[None]:
    """Work with rasters without network and without warnings about rasterio's own parts."""
    with warnings.catch_warnings(), rasterio.Env(**_OPTIONS):
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        # rasterio 1.4 multiplies transforms in the way that affine 3 will drop.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        yield


@contextmanager
def _opened(path: Path, findings: list[Finding]) -> Iterator[Any]:
    commas = _comma_grid(path)
    try:
        if commas is None:
            with rasterio.open(path) as source:
                yield source
        else:
            findings.append(noticed(Severity.INFO, "findings.decimal_commas", (), 1))
            with MemoryFile(commas, ext=".asc") as memory, memory.open() as source:
                yield source
    except (RasterioIOError, RasterioError, UnicodeDecodeError) as error:
        raise unreadable_raster(path, error) from error


def unreadable_raster(path: Path, error: Exception) -> ReadError:
    """Return why a raster cannot be opened; the size tells it of an SRTM tile."""
    size = path.stat().st_size
    if path.suffix.lower() == ".hgt" and size not in _HGT_BYTES:
        return ReadError("read.hgt_size", file=str(path), size=size)
    reason = " ".join(str(error).split()).replace(str(path), path.name)[:200]
    return ReadError("read.unreadable", file=str(path), reason=reason)


def _comma_grid(path: Path) -> bytes | None:
    """Return an ASCII grid with points for its decimal commas, or None where it has none."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    lower = head.lower()
    if not all(word in lower for word in _GRID_HEADER) or not _DECIMAL_COMMA.search(head):
        return None
    return path.read_bytes().replace(b",", b".")


def check_content(path: Path, depth: int = 0) -> None:
    """Refuse a raster that is a description of data elsewhere, whatever its name says.

    GDAL goes by the content: XML named ``.tif`` may be a virtual raster of any
    file of the machine, or a web service.

    Raises
    ------
    ReadError
        When it reaches beyond its folder, asks a service, runs a script, or
        names a source that is missing.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    is_virtual = b"<vrtdataset" in head.lower()
    if not head.startswith(b"<") and not is_virtual and path.suffix.lower() != ".vrt":
        return
    if not is_virtual or depth > _MOST_NESTED:
        raise ReadError("read.remote_reference", target=f"{path.name}: XML")
    for source in _vrt_sources(path):
        check_content(source, depth + 1)


def _vrt_sources(path: Path) -> list[Path]:
    """Return the files of a virtual raster, which have to lie in its folder."""
    root, _ = parse_xml(path)
    names = [e for e in root.iter() if local_name(e) in ("SourceFilename", "SourceDataset")]
    if len(names) > _MAX_VRT_SOURCES or any(
        local_name(e) in ("PixelFunctionCode", "GDALWarpOptions") for e in root.iter()
    ):
        raise ReadError("read.remote_reference", target="script or warp")
    folder = path.parent.resolve()
    sources = []
    for element in names:
        target = (element.text or "").strip()
        place = (folder / target).resolve() if _is_plain(target) else None
        if place is None or not place.is_relative_to(folder):
            raise ReadError("read.remote_reference", target=target[:120])
        if not place.exists():
            raise ReadError("read.missing_source", target=target[:120])
        sources.append(place)
    return sources


def _is_plain(target: str) -> bool:
    return bool(target) and "://" not in target and not target.startswith(("/vsi", "<", "\\\\"))


def _values(source: Any, path: Path) -> NDArray[np.float64]:
    try:
        band = source.read(1, masked=True)
    except (RasterioIOError, RasterioError) as error:
        raise ReadError("read.unreadable", file=str(path), reason=str(error)[:200]) from error
    with np.errstate(invalid="ignore", over="ignore"):  # damaged cells may hold any bits
        values = band.astype(np.float64).filled(np.nan)
        values = values * source.scales[0] + source.offsets[0]
    values[~np.isfinite(values)] = np.nan
    return np.asarray(values)


def _crs(source: Any, given: str | None) -> CRS:
    if given:
        return parse_crs(given)
    if source.crs:
        return recognise(parse_crs(source.crs.to_wkt()))
    bounds = tuple(source.bounds)
    proposals = ", ".join(proposal.crs for proposal in propose_crs(bounds)[:3]) or "-"
    numbers = f"x {bounds[0]:.6g} … {bounds[2]:.6g}, y {bounds[1]:.6g} … {bounds[3]:.6g}"
    raise CrsError("crs.unknown", proposals=proposals, numbers=numbers)


def _unit_factor(source: Any, unit: str | None, findings: list[Finding]) -> float:
    said = (unit or source.units[0] or "").strip().casefold()
    if said in _FEET:
        findings.append(noticed(Severity.INFO, "findings.feet_converted", (), 1))
        return FOOT_M
    if unit is not None and said not in _METRES:
        raise ReadError("terrain.unknown_unit", unit=unit)
    return 1.0


def _without_absurd(heights: NDArray[np.float64], findings: list[Finding]) -> NDArray[np.float64]:
    """Empty the cells whose height is impossible, or a fill of zeros in high country."""
    absurd = (heights < LOWEST_M) | (heights > HIGHEST_M)
    if absurd.any():
        shown = ", ".join(f"{value:g}" for value in np.unique(heights[absurd])[:5])
        values = {"heights": shown, "lowest": LOWEST_M, "highest": HIGHEST_M}
        findings.append(
            noticed(Severity.WARNING, "findings.absurd_heights", (), int(absurd.sum()), **values)
        )
        heights[absurd] = np.nan
    zero = heights == 0
    others = heights[~zero & np.isfinite(heights)]
    if zero.mean() > _FILL_SHARE and others.size and others.min() > 50:
        values = {"lowest": float(others.min())}
        findings.append(
            noticed(Severity.WARNING, "findings.zero_fill", (), int(zero.sum()), **values)
        )
        heights[zero] = np.nan
    return heights


def _turned(
    heights: NDArray[np.float32], transform: Affine, findings: list[Finding]
) -> tuple[NDArray[np.float32], Affine]:
    """Turn a grid that is only mirrored north up; a rotated one is left for warping."""
    if transform.b or transform.d:
        findings.append(noticed(Severity.INFO, "findings.raster_rotated", (), 1))
        return heights, transform
    rows, columns = heights.shape
    if transform.e > 0:
        heights, transform = heights[::-1], transform @ Affine(1, 0, 0, 0, -1, rows)
        findings.append(noticed(Severity.INFO, "findings.raster_turned", (), 1))
    if transform.a < 0:
        heights, transform = heights[:, ::-1], transform @ Affine(-1, 0, columns, 0, 1, 0)
    return np.ascontiguousarray(heights), transform


def _note_feet(grid: Grid, findings: list[Finding]) -> None:
    """Suspect feet where much of the ground would be steeper than ground is."""
    heights = grid.heights_m
    if min(heights.shape) < 3:
        return
    t = grid.transform
    width, height = abs(t.a), abs(t.e)
    if grid.crs.is_geographic:
        latitude = np.radians(t.f + t.e * heights.shape[0] / 2)
        width, height = width * 111_320 * float(np.cos(latitude)), height * 110_570
    if not min(width, height) > _LEAST_CELL_M:
        return
    north, east = np.gradient(heights, height, width)
    steepness = np.hypot(north, east)
    steepness = steepness[np.isfinite(steepness)]
    if steepness.size and float((steepness > _STEEP_SLOPE).mean()) > _STEEP_SHARE:
        values = {"lowest": float(np.nanmin(heights)), "highest": float(np.nanmax(heights)),
                  "share": round(float((steepness > _STEEP_SLOPE).mean()), 3)}  # fmt: skip
        findings.append(noticed(Severity.WARNING, "findings.maybe_feet", (), 1, **values))
