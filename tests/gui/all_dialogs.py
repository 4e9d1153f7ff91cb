"""Every dialog of the window by name, made as its action makes it."""

from __future__ import annotations

from siting_tool.dialogs.export_dialog import ExportDialog
from siting_tool.dialogs.layer_properties import LayerProperties
from siting_tool.dialogs.layer_style import LayerStyleDialog
from siting_tool.dialogs.manual_viewer import ManualViewer
from siting_tool.dialogs.new_project import SourcesDialog
from siting_tool.dialogs.palette import Palette
from siting_tool.dialogs.select_query import SelectQueryDialog
from siting_tool.dialogs.set_value import SetValueDialog
from siting_tool.dialogs.sheet_preview import SheetPreview
from siting_tool.docks.table_model import editable_fields


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
}
