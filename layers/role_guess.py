"""Which role a file or layer probably plays."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from layers.fields import GeometryKind
from layers.io.cells import plain_name
from layers.mapping import Match, propose_mapping
from layers.schema import INPUT_SCHEMAS

_KEYWORDS: dict[str, tuple[str, ...]] = {
    "village_boundaries": ("村界", "村边界", "行政区", "行政村", "边界", "xzq", "cunjie", "village",
                           "boundar", "admin", "district", "border"),
    "roads": ("道路", "路网", "公路", "路", "road", "highway", "street", "dlmc", "daolu", "lxdw"),
    "households": ("户厕", "农户", "住户", "台账", "户", "房屋", "建筑", "宅基地", "household",
                   "house",
                   "building", "dwelling", "nonghu", "fangwu"),
    "terrain": ("地形", "高程", "dem", "dtm", "srtm", "elevation", "terrain", "height"),
    "public_toilets": ("公厕", "公共厕所", "toilet", "latrine", "gongce"),
    "places": ("地点", "场所", "公共服务", "兴趣点", "poi", "place", "facilit", "amenit"),
    "sewers": ("污水管", "排水管", "管网", "管线", "管道", "sewer", "pipe", "wushuiguan"),
    "treatment_sites": ("污水处理", "处理厂", "处理站", "处理设施", "treatment", "wwtp", "plant",
                        "outfall"),
    "water": ("水源", "水系", "水体", "河流", "河", "湖", "水井", "water", "river", "stream",
              "lake", "wadi"),
    "restricted_areas": ("限制", "禁止", "保护区", "红线", "基本农田", "管控", "restrict",
                         "protect",
                         "forbid", "landuse"),
    "candidate_sites": ("备选", "候选", "选址", "地块", "candidate", "parcel", "plot"),
    "basemap": ("底图", "影像", "basemap", "ortho", "imagery", "tiles"),
}  # fmt: skip
_NAME_WEIGHT, _COLUMN_WEIGHT = 0.55, 0.35
_EVIDENT_COLUMNS = 3
_RASTER_FITS = {
    "raster": {"terrain": 0.6, "basemap": 0.1},
    "picture": {"basemap": 0.6, "terrain": 0.05},
}
_VAGUE_FIELDS = {"note", "village_name", "village_code", "township_name"}


@dataclass(frozen=True, kw_only=True)
class RoleGuess:
    """One role that a layer may play, and how sure that is (0 to 1)."""

    role: str
    certainty: float


def guess_roles(
    names: tuple[str, ...], geometry: str, frame: pd.DataFrame
) -> tuple[RoleGuess, ...]:
    """Rank the roles that a layer may play, by its names, geometry and columns.

    Parameters
    ----------
    names
        Of the file and the layer, the nearer one last.
    geometry
        Geometry type in the file's words, ``table``, ``raster`` or ``picture``.
    frame
        A sample of its rows.
    """
    guesses = []
    for role, schema in INPUT_SCHEMAS.items():
        fit = _geometry_fit(geometry, role, schema.geometry)
        if not fit:
            continue
        score = fit + _NAME_WEIGHT * _name_score(names, role)
        if schema.fields and len(frame.columns):
            score += _COLUMN_WEIGHT * _column_score(frame, role)
        guesses.append(RoleGuess(role=role, certainty=round(min(score, 1.0), 2)))
    return tuple(sorted(guesses, key=lambda guess: -guess.certainty))


def _geometry_fit(geometry: str, role: str, kind: GeometryKind) -> float:
    """Return 0 where a geometry cannot be meant, up to 0.1 where it is the usual one."""
    if kind is GeometryKind.RASTER or geometry in _RASTER_FITS:
        return _RASTER_FITS.get(geometry, {}).get(role, 0.0)
    if geometry == "table":
        is_point = kind in (GeometryKind.POINT, GeometryKind.POINT_OR_POLYGON)
        return 0.1 if is_point else 0.0
    usual = {"Point": (GeometryKind.POINT, GeometryKind.POINT_OR_POLYGON, GeometryKind.ANY),
             "Line": (GeometryKind.LINE, GeometryKind.ANY),
             "Polygon": (GeometryKind.POLYGON, GeometryKind.ANY)}  # fmt: skip
    possible = {**usual, "Polygon": (*usual["Polygon"], GeometryKind.POINT_OR_POLYGON,
                                     GeometryKind.POINT)}  # fmt: skip
    for word, kinds in possible.items():
        if word in geometry:
            return (0.1 if kind in usual[word] else 0.05) if kind in kinds else 0.0
    return 0.02


def _name_score(names: tuple[str, ...], role: str) -> float:
    """Return the share of a name that its longest keyword covers, the last name counting most."""
    best = 0.0
    for weight, name in zip((1.0, 0.8), reversed(names), strict=False):
        plain = plain_name(name)
        hits = [word for word in _KEYWORDS[role] if word in plain]
        if plain and hits:
            covered = len(max(hits, key=len)) / len(plain)
            best = max(best, weight * (0.6 + 0.4 * covered))
    return best


def _column_score(frame: pd.DataFrame, role: str) -> float:
    matches = [
        match
        for match in propose_mapping(frame, role)
        if match.field not in _VAGUE_FIELDS and match.how is not Match.CONTAINED
    ]
    own = _VAGUE_FIELDS & {"village_code", "township_name"} if role == "village_boundaries" else ()
    named = sum(match.field in own for match in propose_mapping(frame, role)) if own else 0
    return min((len(matches) + named) / _EVIDENT_COLUMNS, 1.0)
