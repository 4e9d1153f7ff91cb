"""Every dialog of the window by name, made as its action makes it."""

from __future__ import annotations

from PyQt6.QtTest import QTest

from layers.merging import Difference
from siting_tool.dialogs.export_dialog import ExportDialog
from siting_tool.dialogs.join_ledger import JoinLedgerDialog
from siting_tool.dialogs.layer_properties import LayerProperties
from siting_tool.dialogs.layer_style import LayerStyleDialog
from siting_tool.dialogs.manual_viewer import ManualViewer
from siting_tool.dialogs.new_project import SourcesDialog
from siting_tool.dialogs.palette import Palette
from siting_tool.dialogs.select_query import SelectQueryDialog
from siting_tool.dialogs.set_value import SetValueDialog
from siting_tool.dialogs.sheet_preview import SheetPreview
from siting_tool.docks.table_model import editable_fields
from siting_tool.export.ledger.editable import CellKind
from siting_tool.i18n.language import current_language
from siting_tool.project.intake import Intake
from siting_tool.project.ledger_import import LedgerChange, LedgerChanges
from siting_tool.project.source_refresh import SourceRefresh, difference_rows


def make_set_value(window):
    fields = editable_fields(window.document.frame("households"), "households")
    return SetValueDialog(fields, 3, window)


def make_properties(window):
    maps = window.maps
    return LayerProperties(
        maps.layer("roads"), window.views.view("roads"), window.document.project, window
    )


def make_preview(window):
    return SheetPreview(window.document.project, window.document.scenario, window)


def make_join(window):
    """Join a ledger of three rows, one of which belongs to no house; it is looked up already."""
    path = window.document.path.with_name("L1.csv")
    rows = "户编号,户主姓名,常住人口", "H000,Z0,3", "H001,Z1,4", "X1,Z99,5"
    path.write_text("\n".join(rows), encoding="utf-8")
    dialog = JoinLedgerDialog(window.document.project, path, window)
    for _ in range(2000):
        if dialog.found is None:
            QTest.qWait(10)
    assert dialog.found is not None
    return dialog


def make_ledger_differences(window):
    """List a value of every kind that is shown by its title, and an unknown household."""
    changed = (
        ("mode", "T0", "septic_tank", "sewer", CellKind.MODE),
        ("existing_toilet", "T1", "dry_pit", "three_chamber", CellKind.EXISTING),
        ("is_fixed", "T2", None, True, CellKind.SWITCH),
    )
    changes = tuple(
        LedgerChange(
            household_id="H001",
            label=1,
            field=field,
            title=title,
            before=before,
            after=after,
            kind=kind,
        )
        for field, title, before, after, kind in changed
    )
    found = LedgerChanges(scenario="main", changes=changes, unknown_households=("X1",), faults=())
    return window.sources.ledger_dialog(found)


def make_source_differences(window):
    """List what a source may bring: a new feature, a choice, a number and a moved house."""
    differences = (
        ("added", "H900", "", "", ""),
        ("changed", "H001", "existing_toilet", "dry_pit", "none"),
        ("kept", "H002", "persons_resident", "3", "4"),
        ("changed", "H003", "geometry", "POINT (500000 1)", "POINT (500009 1)"),
    )
    names = ("kind", "feature_id", "field", "before", "after")
    listed = tuple(Difference(**dict(zip(names, one, strict=True))) for one in differences)
    found = SourceRefresh(
        intake=Intake(project=window.document.project, entries=()),
        differences={"households": listed},
    )
    return window.sources.refresh_dialog(difference_rows(found, current_language()))


DIALOGS = {
    "export": lambda window: ExportDialog(window.document, window),
    "manual": ManualViewer,
    "sources": lambda window: SourcesDialog(is_new=True, parent=window),
    "properties": make_properties,
    "style": lambda window: LayerStyleDialog(
        window.maps.layer("roads"), window.views.view("roads"), window
    ),
    "preview": make_preview,
    "palette": lambda window: Palette(list(window.registry.qactions.values()), window),
    "query": lambda window: SelectQueryDialog(window.document, "household_modes", window),
    "set_value": make_set_value,
    "join": make_join,
    "ledger_differences": make_ledger_differences,
    "source_differences": make_source_differences,
}
