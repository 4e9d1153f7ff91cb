"""Every dialog of the window by name, made as its action makes it."""

from __future__ import annotations

from siting_tool.dialogs.export_dialog import ExportDialog
from siting_tool.dialogs.manual_viewer import ManualViewer
from siting_tool.dialogs.palette import Palette
from siting_tool.dialogs.select_query import SelectQueryDialog
from siting_tool.dialogs.set_value import SetValueDialog
from siting_tool.docks.table_model import editable_fields


def make_set_value(window):
    fields = editable_fields(window.document.frame("households"), "households")
    return SetValueDialog(fields, 3, window)


DIALOGS = {
    "export": lambda window: ExportDialog(window.document, window),
    "manual": ManualViewer,
    "palette": lambda window: Palette(list(window.registry.qactions.values()), window),
    "query": lambda window: SelectQueryDialog(window.document, "household_modes", window),
    "set_value": make_set_value,
}
