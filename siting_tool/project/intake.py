"""Source files into a project: which file becomes which layer, and what was noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from algorithms.progress import SILENT, Progress
from layers.crs import label, parse_crs, transformer
from layers.errors import LayerError
from layers.fields import GeometryKind
from layers.io.base_map import BaseMapFile
from layers.io.raster import TERRAIN, read_terrain
from layers.io.vector import ReadOptions, read_with
from layers.position import require_near
from layers.schema import schema_of
from layers.tabulate import distinct_ids
from resources.catalogue import DEFAULT_PROFILE, load_profile
from resources.texts import Language, text
from siting_tool.messages import finding_text
from siting_tool.project.base_maps import with_base_map
from siting_tool.project.project import Project

if TYPE_CHECKING:
    from layers.findings import Finding
    from layers.vector import Source, VectorLayer

# Ground looked at beyond the outermost feature, for slopes and hillshade.
_TERRAIN_MARGIN_M = 200.0
_LOCATING_ROLES = ("households", "roads", "village_boundaries")


@dataclass(frozen=True, kw_only=True)
class SourceRequest:
    """One source file with the role it plays and what the user said about it.

    Attributes
    ----------
    role, path
        What it holds, and where it is.
    layer, crs, encoding, datum_shift, mapping, drop_duplicates
        As in `layers.io.vector.ReadOptions`.
    height_unit
        ``m`` or ``ft`` for a terrain.
    append
        Whether it is added to the layer instead of replacing it.
    """

    role: str
    path: Path
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    datum_shift: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    drop_duplicates: bool = False
    height_unit: str | None = None
    append: bool = False

    @property
    def is_raster(self) -> bool:
        """Whether the role takes a raster."""
        return schema_of(self.role).geometry is GeometryKind.RASTER


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A project with what was read into it just now."""

    project: Project
    entries: tuple[dict[str, Any], ...]


def new_project(
    requests: Sequence[SourceRequest],
    *,
    profile: str = DEFAULT_PROFILE,
    crs: str | None = None,
    progress: Progress = SILENT,
) -> Intake:
    """Make a project from source files.

    Several files of one role are put together. The working CRS is the given
    one, else the CGCS2000 3-degree zone of the data in China, else its UTM zone.

    Raises
    ------
    ExceptionGroup
        Of layer errors: every file that cannot be read, each with its remedy.
    """
    load_profile(profile)
    target = parse_crs(crs) if crs else None
    vectors = sorted((item for item in requests if not item.is_raster), key=_locates)
    intake, errors = Intake(project=Project(crs="", profile=profile), entries=()), []
    for number, request in enumerate(vectors):
        progress.report("stage.reading", number / len(vectors))
        try:
            layer = _read(request, intake.project, target)
        except LayerError as error:
            errors.append(error)
            continue
        if not intake.entries:
            target = target or layer.frame.crs
            intake = replace(intake, project=replace(intake.project, crs=label(target)))
        intake = with_vector(intake, layer, append=True)
    if errors:
        raise ExceptionGroup("sources that cannot be read", errors)
    progress.report("stage.reading")
    tiles = [item for item in requests if item.role == TERRAIN]
    if tiles:
        intake = import_terrain(intake, tiles[0], [tile.path for tile in tiles])
    for request in requests:
        if request.is_raster and request.role != TERRAIN:
            intake = _with_base_map(intake, replace(request, append=True))
    return intake


def _locates(request: SourceRequest) -> int:
    """Return the rank of a role among those that show where the township lies."""
    roles = _LOCATING_ROLES
    return roles.index(request.role) if request.role in roles else len(roles)


def import_source(project: Project, request: SourceRequest, progress: Progress = SILENT) -> Intake:
    """Read one more source into a project, replacing its layer or adding to it.

    What was said about the same file before is taken as said again, unless
    the request says otherwise.
    """
    progress.report("stage.reading")
    intake = Intake(project=project, entries=())
    request = remembered(project, request)
    if request.role == TERRAIN:
        known = project.sources.get(TERRAIN, ()) if request.append else ()
        return import_terrain(intake, request, [*(Path(one.path) for one in known), request.path])
    if request.is_raster:
        return _with_base_map(intake, request)
    layer = _read(request, project, project.crs)
    return with_vector(intake, layer, append=request.append)


def remembered(project: Project, request: SourceRequest) -> SourceRequest:
    """Return a request with the answers given when the same file was read for the same role."""
    path = str(request.path.absolute())
    for source in project.sources.get(request.role, ()):
        given = source.options
        if source.path == path and given.get("layer") in (None, request.layer):
            return replace(
                request,
                crs=request.crs or given.get("crs"),
                encoding=request.encoding or given.get("encoding"),
                datum_shift=request.datum_shift or source.datum_shift or None,
                mapping={**given.get("mapping", {}), **request.mapping},
                drop_duplicates=request.drop_duplicates or given.get("drop_duplicates", False),
                height_unit=request.height_unit or given.get("unit"),
            )
    return request


def _read(request: SourceRequest, project: Project, target_crs: CRS | str | None) -> VectorLayer:
    """Read a source and stop when it lies far from the layers that are there already."""
    township = township_lonlat(project, but="" if request.append else request.role)
    options = ReadOptions(
        layer=request.layer,
        crs=request.crs,
        encoding=request.encoding,
        datum_shift=request.datum_shift,
        mapping=request.mapping,
        near_lonlat=township,
        drop_duplicates=request.drop_duplicates,
    )
    layer = read_with(request.path, request.role, options, target_crs)
    if township is not None and len(layer.frame):
        require_near(layer, township)
    return layer


def township_lonlat(project: Project, but: str = "") -> tuple[float, float] | None:
    """Return the middle of the layer that best shows where the township lies, in degrees.

    Parameters
    ----------
    project
        The project.
    but
        A role that does not count.
    """
    for role in _LOCATING_ROLES:
        frame = project.layers.get(role)
        if frame is None or frame.empty or role == but:
            continue
        west, south, east, north = frame.total_bounds
        to_degrees = transformer(parse_crs(project.crs), parse_crs("EPSG:4326"))
        lon, lat = to_degrees.transform((west + east) / 2, (south + north) / 2)
        return float(lon), float(lat)
    return None


def with_vector(intake: Intake, layer: VectorLayer, *, append: bool) -> Intake:
    """Take a layer in, in place of what its role held or behind it."""
    project, role = intake.project, layer.role
    # Where the project is opened from later is not known, where the file lies is.
    source = replace(layer.source, path=str(Path(layer.source.path).absolute()))
    frame, imported, findings = layer.frame, layer.frame, project.findings
    sources: tuple[Source, ...] = (source,)
    if append and role in project.layers:
        known = project.layers[role]
        frame = _appended(known, layer.frame, role)
        read = project.imported.get(role, known)
        imported = frame if read is known else _appended(read, layer.frame, role)
        sources = (*project.sources.get(role, ()), source)
    if not append:
        findings = tuple(item for item in findings if item.role != role)
    changed = replace(
        project.with_layer(role, frame),
        imported={**project.imported, role: imported},
        sources={**project.sources, role: sources},
        findings=(*findings, *layer.findings),
    )
    entry = {
        "role": role,
        "source": layer.source.path,
        "read": layer.read,
        "kept": layer.kept,
        "repaired": layer.repaired,
        "dropped": layer.dropped,
        "findings": layer.findings,
    }
    return Intake(project=changed, entries=(*intake.entries, entry))


def _appended(known: gpd.GeoDataFrame, more: gpd.GeoDataFrame, role: str) -> gpd.GeoDataFrame:
    """Return both together; ids of the later file that are taken already get a number."""
    columns = [*known.columns, *(name for name in more.columns if name not in known.columns)]
    columns.append(columns.pop(columns.index("geometry")))
    joined = pd.concat([known, more], ignore_index=True)
    id_field = schema_of(role).id_field
    if id_field:
        joined[id_field] = distinct_ids(joined[id_field])
    return gpd.GeoDataFrame(joined[columns], geometry="geometry", crs=known.crs)


def _with_base_map(intake: Intake, request: SourceRequest) -> Intake:
    """Take a picture in by its place; it stays in its own file."""
    project, shift = intake.project, request.datum_shift or ""
    file = BaseMapFile(request.path, project.crs, shift)
    file.close()
    known = project.base_maps if request.append else ()
    entry = {
        "role": request.role,
        "source": str(request.path),
        "read": file.cells,
        "kept": file.cells,
        "repaired": 0,
        "dropped": 0,
        "findings": (),
    }
    changed = replace(project, base_maps=with_base_map(known, request.path, shift))
    return Intake(project=changed, entries=(*intake.entries, entry))


def import_terrain(intake: Intake, request: SourceRequest, paths: Sequence[Path]) -> Intake:
    """Take the tiles of a terrain in, in place of the one there was."""
    project = intake.project
    frames = [frame for frame in project.layers.values() if len(frame)]
    bounds = np.array([frame.total_bounds for frame in frames])
    terrain = read_terrain(
        paths,
        target_crs=project.crs or None,
        crs=request.crs,
        unit=request.height_unit,
        within=_grown(bounds) if len(bounds) else None,
    )
    said = {"crs": request.crs, "unit": request.height_unit}
    options = {name: value for name, value in said.items() if value}
    sources = tuple(
        replace(source, path=str(Path(source.path).absolute()), options=options)
        for source in terrain.sources
    )
    heights = terrain.raster.heights_m
    holes = int(np.isnan(heights).sum())
    changed = replace(
        project,
        crs=project.crs or label(terrain.raster.crs),
        terrain=terrain.raster,
        sources={**project.sources, TERRAIN: sources},
        findings=(
            *(item for item in project.findings if item.role != TERRAIN),
            *terrain.findings,
        ),
    )
    entry = {
        "role": TERRAIN,
        "source": ", ".join(str(path) for path in paths),
        "read": int(heights.size),
        "kept": int(heights.size) - holes,
        "repaired": 0,
        "dropped": holes,
        "findings": terrain.findings,
    }
    return Intake(project=changed, entries=(*intake.entries, entry))


def _grown(bounds: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return the bounds of all layers with room around them."""
    west, south = bounds[:, :2].min(axis=0) - _TERRAIN_MARGIN_M
    east, north = bounds[:, 2:].max(axis=0) + _TERRAIN_MARGIN_M
    return (float(west), float(south), float(east), float(north))


def intake_document(intake: Intake, project_path: str, language: Language) -> dict[str, Any]:
    """Return the JSON document of ``new`` and ``import``."""
    layers = [
        {**entry, "findings": [finding_entry(item, language) for item in entry["findings"]]}
        for entry in intake.entries
    ]
    return {"project": project_path, "crs": intake.project.crs, "layers": layers}


def finding_entry(finding: Finding, language: Language) -> dict[str, Any]:
    """Return a finding as the command line prints it."""
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "message": finding_text(finding, language),
        "done": finding_text(finding, language, "done"),
        "todo": finding_text(finding, language, "todo"),
        "count": finding.count,
        "ids": finding.ids,
    }


def intake_lines(intake: Intake, project_path: str, language: Language) -> list[str]:
    """Return what was read as lines for people."""
    lines = [text("intake.project", language, path=project_path, crs=intake.project.crs)]
    for entry in intake.entries:
        title = schema_of(entry["role"])
        name = title.title_zh if language == "zh" else title.title_en
        numbers = {key: entry[key] for key in ("read", "kept", "repaired", "dropped")}
        source = Path(entry["source"]).name
        lines.append(text("intake.layer", language, role=name, source=source, **numbers))
        lines += [f"  - {finding_text(item, language)}" for item in entry["findings"]]
    return lines
