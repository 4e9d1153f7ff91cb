"""Shapefiles with names of at most 10 bytes and a sheet that says what they mean."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import xlsxwriter

from layers.fields import Field, FieldType
from resources.texts import Language, text
from siting_tool.export.plan_layers import declared_fields, field_title, layer_title
from siting_tool.export.written_file import WrittenFile
from siting_tool.project.qgis_style import schema_of_layer

KIND = "gis"
_MAX_TEXT = 254
_MAX_NAME = 10


def write_shapefiles(
    layers: dict[str, gpd.GeoDataFrame], target: Path, language: Language, encoding: str
) -> list[WrittenFile]:
    """Write one Shapefile per layer and geometry kind, and the alias sheet.

    Parameters
    ----------
    layers
        Layers by role.
    target
        Folder; files go into its ``shapefile`` folder.
    language
        Language of the alias sheet.
    encoding
        ``UTF-8`` or ``GBK``, stated in a ``.cpg`` beside each file.
    """
    folder = target / "shapefile"
    folder.mkdir()
    written, aliases = [], []
    for role, frame in layers.items():
        names = short_names(frame, role)
        aliases += [(role, short, column, title) for column, (short, title) in names.items()]
        for suffix, part in _by_geometry(frame):
            path = folder / f"{role}{suffix}.shp"
            _write(part, {column: short for column, (short, _) in names.items()}, path, encoding)
            written += _files(path, layer_title(role, language))
    sheet = folder / "aliases.xlsx"
    _write_alias_sheet(sheet, aliases, language)
    title = text("gis.aliases", language)
    written.append(WrittenFile(path=f"{KIND}/shapefile/{sheet.name}", kind=KIND, title=title))
    return written


def short_names(frame: gpd.GeoDataFrame, role: str) -> dict[str, tuple[str, str]]:
    """Return, per column that a Shapefile can hold, its short name and its titles.

    Unknown columns of the source come back out under ``x01``, ``x02`` ... where
    their name is too long or not ASCII; lists of reasons (JSON) are left out.
    """
    declared = {field.name: field for field in declared_fields(frame, schema_of_layer(role))}
    names: dict[str, tuple[str, str]] = {}
    taken: set[str] = set()
    for column in frame.columns.drop("geometry"):
        field = declared.get(column)
        if field is not None and field.type is FieldType.JSON:
            continue
        short = field.short_name if field else _free_name(str(column), taken)
        taken.add(short.lower())
        names[str(column)] = (short, _both_titles(field) if field else str(column))
    return names


def _free_name(column: str, taken: set[str]) -> str:
    fits = column.isascii() and column.isidentifier() and len(column) <= _MAX_NAME
    if fits and column.lower() not in taken:
        return column
    number = 1
    while f"x{number:02d}" in taken:
        number += 1
    return f"x{number:02d}"


def _both_titles(field: Field) -> str:
    return f"{field_title(field, 'zh')} / {field_title(field, 'en')}"


def _by_geometry(frame: gpd.GeoDataFrame) -> list[tuple[str, gpd.GeoDataFrame]]:
    """Split a layer of mixed geometry, which a Shapefile cannot hold."""
    kinds = frame.geom_type.str.removeprefix("Multi").str.lower()
    present = sorted(kinds.dropna().unique())
    if len(present) == 1:
        return [("", frame)]
    return [(f"_{kind}", frame[kinds == kind]) for kind in present]


def _write(frame: gpd.GeoDataFrame, names: dict[str, str], path: Path, encoding: str) -> None:
    table = frame[[*names, "geometry"]].rename(columns=names)
    for column in table.columns.drop("geometry"):
        table[column] = _dbf_column(table[column])
    pyogrio.write_dataframe(table, path, driver="ESRI Shapefile", encoding=encoding)


def _dbf_column(column: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("Int32")
    if pd.api.types.is_float_dtype(column.dtype):
        return column.astype("Float64")  # an empty number, not NaN
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column
    return column.where(column.notna(), None).map(
        lambda value: None if value is None else str(value)[: _MAX_TEXT // 3]
    )


def _files(path: Path, title: str) -> list[WrittenFile]:
    parts = sorted(path.parent.glob(f"{path.stem}.*"))
    return [
        WrittenFile(path=f"{KIND}/shapefile/{part.name}", kind=KIND, title=title) for part in parts
    ]


def _write_alias_sheet(
    path: Path, rows: list[tuple[str, str, str, str]], language: Language
) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("aliases")
        heading = book.add_format({"bold": True})
        titles = [
            text(f"gis.alias.{name}", language) for name in ("layer", "short", "name", "title")
        ]
        sheet.write_row(0, 0, titles, heading)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 3, 28)
