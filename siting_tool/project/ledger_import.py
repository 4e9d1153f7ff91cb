"""An edited ledger comes back: what differs from the plan, and the one edit that takes it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import python_calamine

from layers.errors import ReadError, SchemaError
from layers.io.archive import check_zip
from layers.io.sheet_size import check_sheet_sizes
from layers.schema import schema_of
from resources.texts import LANGUAGES, Language, text
from siting_tool.export.ledger.editable import EDITABLE, HOUSEHOLDS, CellKind, EditableColumn
from siting_tool.export.ledger.privacy import masked
from siting_tool.project.edits import Edit, LayerRef, SetFixedModes, SetValues, Several
from siting_tool.project.errors import ProjectError
from siting_tool.project.ledger_cells import CellError, as_written, read_cell

if TYPE_CHECKING:
    import geopandas as gpd

    from siting_tool.project.project import Project

# Below a title and a line of text, unless somebody put more lines there.
_LAST_HEADING_ROW = 20
_MONEY = "float64"


@dataclass(frozen=True, kw_only=True)
class LedgerChange:
    """One value that differs.

    Attributes
    ----------
    household_id, label
        Household and its index label in the layer of households.
    field
        Column of the layer, or ``mode``.
    title
        Heading in the ledger.
    before, after
        Values as the layer holds them, None where empty.
    kind
        What the column may hold.
    """

    household_id: str
    label: int
    field: str
    title: str
    before: Any
    after: Any
    kind: CellKind


@dataclass(frozen=True, kw_only=True)
class LedgerChanges:
    """What an edited ledger says.

    Attributes
    ----------
    scenario
        Plan it was compared with.
    changes
        In the order of the ledger's sheets, columns and rows.
    unknown_households
        Ids that the project does not have.
    faults
        Cells that are not understood, each naming sheet, row and column.
    """

    scenario: str
    changes: tuple[LedgerChange, ...]
    unknown_households: tuple[str, ...]
    faults: tuple[SchemaError, ...]


def read_ledger_changes(project: Project, scenario: str, path: Path) -> LedgerChanges:
    """Compare an edited ledger, Chinese or English, with the plan.

    Raises
    ------
    ProjectError
        When the scenario has no household plan.
    layers.errors.ReadError
        When the file is no workbook.
    layers.errors.SchemaError
        When it has no household ledger.
    """
    plan = project.scenarios.get(scenario)
    if plan is None or "household_modes" not in plan.results:
        raise ProjectError("project.no_plan", name=scenario)
    sheets = _ledger_sheets(path)
    known = _Known(project.layers["households"], plan.results["household_modes"])
    found = _Found()
    for sheet in sheets:
        _compare(sheet, known, found)
    return LedgerChanges(
        scenario=scenario,
        changes=tuple(found.changes.values()),
        unknown_households=tuple(found.unknown),
        faults=tuple(found.faults),
    )


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """One sheet that is read back: headings and rows below them, with their row numbers."""

    file: Path
    name: str
    sheet_id: str
    language: Language
    headings: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Any]]]

    def error(self, code: str, row: int, column: str, **values: Any) -> SchemaError:
        """Return the fault of one cell."""
        return SchemaError(
            code, file=str(self.file), layer=self.name, row=row, field=column, **values
        )


class _Found:
    """Collects differences and faults."""

    def __init__(self) -> None:
        self.changes: dict[tuple[str, str], LedgerChange] = {}
        self.unknown: dict[str, None] = {}
        self.faults: list[SchemaError] = []


class _Known:
    """The plan's values by household."""

    def __init__(self, households: gpd.GeoDataFrame, modes: gpd.GeoDataFrame) -> None:
        ids = [str(item) for item in households["household_id"]]
        self.labels: dict[str, int] = dict(zip(ids, households.index.tolist(), strict=True))
        self._households = households
        self._modes = dict(zip(modes["household_id"].map(str), modes["mode"], strict=True))
        self._columns: dict[str, dict[int, Any]] = {}

    def field(self, column: EditableColumn) -> str:
        """Return the column that holds the values."""
        return column.name_in(self._households.columns)

    def value(self, column: EditableColumn, household_id: str) -> Any:
        """Return the value, None where it is missing."""
        if column.kind is CellKind.MODE:
            return self._modes.get(household_id)
        name = self.field(column)
        if name not in self._households:
            return None
        if name not in self._columns:
            self._columns[name] = self._households[name].to_dict()
        value = self._columns[name][self.labels[household_id]]
        return None if pd.isna(value) or value == "" else value


def _ledger_sheets(path: Path) -> list[_Sheet]:
    try:
        check_zip(path)
        check_sheet_sizes(path)
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            sheets = list(_known_sheets(book, path))
    except (python_calamine.CalamineError, OSError) as error:
        raise ReadError("ledger.unreadable", file=str(path), reason=str(error)) from error
    if not any(sheet.sheet_id == HOUSEHOLDS for sheet in sheets):
        titles = " / ".join(text(HOUSEHOLDS, language) for language in LANGUAGES)
        raise SchemaError("ledger.no_sheet", file=str(path), sheet=titles)
    return sheets


def _known_sheets(book: python_calamine.CalamineWorkbook, path: Path) -> Iterator[_Sheet]:
    for language in LANGUAGES:
        for sheet_id in EDITABLE:
            name = text(sheet_id, language)[:31]
            if name not in book.sheet_names:
                continue
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            id_title = text("ledger.household_id", language)
            heading = next(
                (n for n, row in enumerate(cells[:_LAST_HEADING_ROW]) if id_title in row), None
            )
            if heading is None:
                raise SchemaError("ledger.no_column", file=str(path), layer=name, column=id_title)
            yield _Sheet(
                file=path,
                name=name,
                sheet_id=sheet_id,
                language=language,
                headings=[str(cell).strip() for cell in cells[heading]],
                rows=list(enumerate(cells[heading + 1 :], heading + 2)),
            )


def _compare(sheet: _Sheet, known: _Known, found: _Found) -> None:
    rows = _household_rows(sheet, known, found)
    for column in EDITABLE[sheet.sheet_id]:
        title = text(column.text_id, sheet.language)
        if title not in sheet.headings:
            continue
        place = sheet.headings.index(title)
        for row, household_id, cells in rows:
            before = known.value(column, household_id)
            try:
                after = read_cell(cells[place], column.kind, before)
            except CellError as error:
                found.faults.append(sheet.error(error.code, row, title, **error.values))
                continue
            if as_written(after) != as_written(before):
                field = known.field(column)
                change = LedgerChange(
                    household_id=household_id,
                    label=known.labels[household_id],
                    field=field,
                    title=title,
                    before=before,
                    after=after,
                    kind=column.kind,
                )
                earlier = found.changes.setdefault((field, household_id), change)
                if as_written(earlier.after) != as_written(after):
                    found.faults.append(sheet.error("ledger.contradiction", row, title,
                                                    one=earlier.after, other=after))  # fmt: skip


def _household_rows(
    sheet: _Sheet, known: _Known, found: _Found
) -> list[tuple[int, str, Sequence[Any]]]:
    """Return the rows of known households; below them are totals and signatures, without id."""
    title = text("ledger.household_id", sheet.language)
    place = sheet.headings.index(title)
    rows: dict[str, tuple[int, str, Sequence[Any]]] = {}
    for row, cells in sheet.rows:
        household_id = as_written(read_cell(cells[place], CellKind.TEXT, None))
        if not household_id:
            continue
        if household_id not in known.labels:
            found.unknown[household_id] = None
        elif household_id in rows:
            found.faults.append(
                sheet.error("ledger.repeated_household", row, title, household=household_id)
            )
        else:
            rows[household_id] = (row, household_id, cells)
    return list(rows.values())


def ledger_edit(project: Project, changes: LedgerChanges) -> Several:
    """Return one edit that takes every difference into the project."""
    households = LayerRef(role="households")
    by_field: dict[str, list[LedgerChange]] = {}
    for change in changes.changes:
        by_field.setdefault(change.field, []).append(change)
    edits: list[Edit] = []
    new = {
        field: _MONEY if items[0].kind is CellKind.MONEY else "object"
        for field, items in by_field.items()
        if items[0].kind is not CellKind.MODE and field not in project.layers["households"]
    }
    if new:
        edits.append(AddColumns(layer=households, dtypes=new))
    for field, items in by_field.items():
        if items[0].kind is CellKind.MODE:
            modes = {item.household_id: item.after for item in items}
            edits.append(SetFixedModes(scenario=changes.scenario, modes=modes))
            continue
        values = {item.label: item.after for item in items}
        edits.append(SetValues(layer=households, column=field, values=values))
        if field == "householder_name":
            edits.append(_renamed_in_plan(project, changes.scenario, items))
    return Several(edits=tuple(edits), text_id="edit.import_ledger")


def _renamed_in_plan(project: Project, scenario: str, items: Sequence[LedgerChange]) -> SetValues:
    """Return the edit that gives the plan's own copy of the names the new ones."""
    layer = LayerRef(role="household_modes", scenario=scenario)
    modes = layer.get(project)
    labels = dict(zip(modes["household_id"].map(str), modes.index.tolist(), strict=True))
    values = {
        labels[item.household_id]: item.after for item in items if item.household_id in labels
    }
    return SetValues(layer=layer, column="householder_name", values=values)


def changes_document(changes: LedgerChanges, path: str) -> dict[str, Any]:
    """Return the differences as the command line prints them in JSON."""
    return {
        "project": path,
        "scenario": changes.scenario,
        "changes": [
            {
                "household_id": item.household_id,
                "field": item.field,
                "title": item.title,
                "before": _discreet(item, item.before),
                "after": _discreet(item, item.after),
            }
            for item in changes.changes
        ],
        "unknown_households": list(changes.unknown_households),
    }


def _discreet(change: LedgerChange, value: Any) -> Any:
    """Return a value, an identity number without its middle."""
    if change.kind is CellKind.IDENTITY and value is not None:
        return masked(str(value))
    return value


def changes_lines(changes: LedgerChanges, path: str, language: Language) -> list[str]:
    """Return the differences as lines for people."""
    lines = []
    for item in changes.changes:
        household, title, before, after = change_texts(item, language)
        words = {"household": household, "title": title, "before": before, "after": after}
        lines.append(text("ledger.import.change", language, **words))
    if changes.unknown_households:
        ids = ", ".join(changes.unknown_households)
        lines.append(text("ledger.import.unknown", language, ids=ids))
    return [*lines, text("ledger.import.done", language, count=len(changes.changes), path=path)]


def change_texts(change: LedgerChange, language: Language) -> tuple[str, str, str, str]:
    """Return household, heading, value before and value after, as people read them."""
    before, after = (_shown(change, value, language) for value in (change.before, change.after))
    return change.household_id, change.title, before, after


def _shown(change: LedgerChange, value: Any, language: Language) -> str:
    if value is None:
        return "-"
    if change.kind is CellKind.MODE:
        return text(f"mode.{value}", language)
    if change.kind is CellKind.SWITCH:
        return text("word.yes" if value else "word.no", language)
    if change.kind is CellKind.EXISTING:
        return schema_of("households").field("existing_toilet").choice_title(value, language)
    return str(_discreet(change, value))


@dataclass(frozen=True, kw_only=True)
class AddColumns:
    """Adds empty columns to a layer."""

    layer: LayerRef
    dtypes: Mapping[str, str]
    text_id: str = "edit.add_columns"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`siting_tool.project.edits.Edit`."""
        frame = self.layer.get(project)
        empty = {
            name: pd.Series(None, index=frame.index, dtype=dtype)
            for name, dtype in self.dtypes.items()
        }
        inverse = DropColumns(layer=self.layer, columns=tuple(self.dtypes))
        return self.layer.put(project, frame.assign(**empty)), inverse


@dataclass(frozen=True, kw_only=True)
class DropColumns:
    """Takes columns off a layer."""

    layer: LayerRef
    columns: tuple[str, ...]
    text_id: str = "edit.drop_columns"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`siting_tool.project.edits.Edit`."""
        frame = self.layer.get(project)
        gone = frame[[*self.columns, frame.geometry.name]]
        rest = frame.drop(columns=list(self.columns))
        return self.layer.put(project, rest), _PutBack(layer=self.layer, gone=gone)


@dataclass(frozen=True, kw_only=True)
class _PutBack:
    """Gives a layer columns back with their values."""

    layer: LayerRef
    gone: gpd.GeoDataFrame
    text_id: str = "edit.add_columns"

    def apply(self, project: Project) -> tuple[Project, Edit]:
        """See :class:`siting_tool.project.edits.Edit`."""
        frame = self.layer.get(project)
        columns = tuple(self.gone.columns.drop(self.gone.geometry.name))
        inverse = DropColumns(layer=self.layer, columns=columns)
        values = {name: self.gone[name] for name in columns}
        return self.layer.put(project, frame.assign(**values)), inverse
