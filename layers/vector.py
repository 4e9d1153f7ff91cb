"""A layer of points, lines or polygons in the declared columns of its role."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd

from layers.findings import Finding

_CHUNK_BYTES = 1 << 20
_SIDECARS = {".shp": (".dbf", ".shx", ".prj", ".cpg"), ".tab": (".dat", ".map", ".id")}


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """What tells whether a file changed: content hash, size and time of change."""

    sha256: str
    size: int
    modified_s: float


def fingerprint(path: Path) -> Fingerprint:
    """Return the fingerprint of a file (with its sidecars) or of a folder's files."""
    parts = _parts(path)
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.name.encode())
        with part.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    size, modified_s = file_state(path)
    return Fingerprint(sha256=digest.hexdigest(), size=size, modified_s=modified_s)


def file_state(path: Path) -> tuple[int, float]:
    """Return size and time of the last change of a file with its sidecars, or of a folder."""
    states = [part.stat() for part in _parts(path)]
    return sum(state.st_size for state in states), max(
        (state.st_mtime for state in states), default=0.0
    )


def _parts(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(part for part in path.rglob("*") if part.is_file())
    wanted = {suffix.lower() for suffix in _SIDECARS.get(path.suffix.lower(), ())}
    siblings = (
        other
        for other in (path.parent.iterdir() if wanted else ())
        if other.stem == path.stem and other.suffix.lower() in wanted
    )
    return [path, *sorted(siblings)]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a layer came from and how it was read: enough to read it again.

    Attributes
    ----------
    path, layer
        File and layer (sheet, folder) inside it.
    encoding
        Encoding of the text, empty where the format fixes it.
    crs
        System of the coordinates in the file, as authority code or WKT.
    datum_shift
        ``gcj02``, ``bd09`` or empty.
    mapping
        Declared field -> column of the source.
    fingerprint
        State of the file when it was read.
    options
        Options that the user gave, for reading it again.
    """

    path: str
    layer: str = ""
    encoding: str = ""
    crs: str = ""
    datum_shift: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    fingerprint: Fingerprint | None = None
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class VectorLayer:
    """One layer in the declared columns of its role, in the working system.

    Attributes
    ----------
    frame
        All declared columns (empty where the source has none), then the
        unknown columns of the source, then the geometry.
    read, kept, repaired, dropped
        Features in the source; of these kept, kept after a repair, left out;
        ``read == kept + dropped``.
    findings
        What was noticed, repaired, assumed or left out while reading.
    """

    role: str
    frame: gpd.GeoDataFrame
    source: Source
    read: int
    kept: int
    repaired: int
    dropped: int
    findings: tuple[Finding, ...] = ()
