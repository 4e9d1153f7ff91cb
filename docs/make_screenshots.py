"""Pictures of every panel in both languages, for the manual and for looking at.

``python docs/make_screenshots.py PROJECT.gpkg FOLDER`` opens a planned project
without a display and writes ``FOLDER/zh/*.png`` and ``FOLDER/en/*.png``; with
``--manual`` those that the manual shows go into its pages as well.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the project is not installed

import numpy as np
import rasterio
from PIL import Image
from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import QApplication

from layers.io.heights import raster_session
from siting_tool.dialogs.export_dialog import ExportDialog
from siting_tool.dialogs.layer_properties import LayerProperties
from siting_tool.dialogs.layer_style import LayerStyleDialog
from siting_tool.dialogs.manual_viewer import ManualViewer, manual_folder
from siting_tool.dialogs.new_project import SourcesDialog
from siting_tool.dialogs.palette import Palette
from siting_tool.dialogs.select_query import SelectQueryDialog
from siting_tool.dialogs.sheet_preview import SheetPreview
from siting_tool.docks.feature_query import Condition
from siting_tool.map_canvas.hillshade import hillshade
from siting_tool.map_canvas.styles import schema_for
from siting_tool.project.edits import SetFixedModes
from siting_tool.project.store import open_project
from siting_tool.window import MainWindow, make_application

_WAIT_S = 30.0
_DRAWING_S = 3.0
# Picture in the manual by picture taken.
_IN_MANUAL = {
    "overview": "window",
    "household_card": "household_card",
    "site_card": "site_card",
    "profile": "profile",
    "data_report": "data_report",
    "query": "query",
    "panel_table": "table",
    "panel_scenarios": "scenarios",
    "compare": "compare",
    "base_map": "base_map",
    "panel_curve": "curve",
    "panel_break_even": "break_even",
    "actions": "actions",
    "new_project": "new_project",
    "export": "export",
    "preview": "preview",
}


def settle(seconds: float = 0.2) -> None:
    """Let the window finish what it has begun."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)


def wait_until(is_ready: Callable[[], bool]) -> None:
    """Wait for something, but not for ever."""
    end = time.monotonic() + _WAIT_S
    while not is_ready() and time.monotonic() < end:
        settle(0.05)


def first_label(window: MainWindow, role: str, column: str = "", value: str = "") -> list[int]:
    """Return the first feature of a layer that has a value."""
    frame = window.document.frame(role)
    if frame is None:
        return []
    rows = frame[frame[column] == value] if column else frame
    return [int(rows.index[0])] if len(rows) else []


def shots(window: MainWindow) -> dict[str, Callable[[], None]]:
    """Return what to do before each picture of the window."""
    document, maps, docks = window.document, window.maps, window.docks

    def close_up(role: str, column: str = "", value: str = "") -> None:
        document.select(role, first_label(window, role, column, value))
        maps.zoom_to_selection()
        window.canvas.zoom(0.35)

    def household() -> None:
        close_up("household_modes", "mode", "septic_tank")
        docks.show("inspector")

    def profile() -> None:
        close_up("sewer_pipes", "kind", "gravity")
        docks.show("profile")

    def site() -> None:
        close_up("toilet_sites", "kind", "candidate")
        docks.show("charts")

    def parameters() -> None:
        overview("parameters")()
        tree = window.parameters.tree
        group = tree.topLevelItem(tree.topLevelItemCount() - 1)
        group.setExpanded(True)
        tree.setCurrentItem(group.child(0))

    def overview(panel: str) -> Callable[[], None]:
        def do() -> None:
            document.clear_selection()
            window.canvas.show_all()
            docks.show(panel)

        return do

    return {
        "overview": overview("table"),
        "household_card": household,
        "site_card": site,
        "profile": profile,
        "charts": overview("charts"),
        "data_report": overview("report"),
        "scenarios": overview("scenarios"),
        "history": overview("history"),
        "parameters": parameters,
    }


def take(widget: object, path: Path) -> None:
    """Write the picture of a widget."""
    path.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(path))  # type: ignore[attr-defined]


def take_panels(window: MainWindow, folder: Path) -> None:
    """Write a picture of every panel by itself."""
    charts = window.charts
    for name, dock in window.docks.by_name.items():
        window.docks.show(name)
        settle()
        take(dock, folder / f"panel_{name}.png")
    window.docks.show("charts")
    for number in range(charts.kind.count()):
        charts.kind.setCurrentIndex(number)
        settle()
        take(charts, folder / f"panel_{charts.kind.currentData()}.png")


def query_dialog(window: MainWindow) -> SelectQueryDialog:
    """Return the query with two conditions."""
    modes = schema_for("household_modes")
    dialog = SelectQueryDialog(window.document, "household_modes", window)
    dialog.editor.rows[0].show_condition(
        Condition(field=modes.field("mode"), operator="equal", value="septic_tank")
    )
    dialog.editor.add_condition(
        Condition(field=modes.field("capital_yuan"), operator="at_least", value=6000.0)
    )
    return dialog


def take_preview(window: MainWindow, folder: Path) -> None:
    """Write a picture of a previewed sheet, which is drawn by a thread of its own."""
    project = window.document.project
    assert project is not None
    preview = SheetPreview(project, window.document.scenario, window)
    preview.show()
    wait_until(lambda: preview.document.pageCount() > 0)
    settle(_DRAWING_S)
    take(preview, folder / "preview.png")
    preview.close()


def take_dialogs(window: MainWindow, folder: Path, sources: list[Path]) -> None:
    """Write a picture of every dialog."""
    intake = SourcesDialog(is_new=True, parent=window)
    intake.add_paths(sources)
    wait_until(lambda: bool(intake.sources.rows))
    manual = ManualViewer(window)
    manual.open_page("scenarios")
    modes = (window.maps.layer("household_modes"), window.views.view("household_modes"))
    dialogs = {
        "layer_style": LayerStyleDialog(*modes, window),
        "layer_properties": LayerProperties(*modes, window.document.project, window),
        "export": ExportDialog(window.document, window),
        "new_project": intake,
        "actions": Palette(list(window.registry.qactions.values()), window),
        "query": query_dialog(window),
        "manual": manual,
    }
    for name, dialog in dialogs.items():
        dialog.show()
        settle(1.0)
        take(dialog, folder / f"{name}.png")
        dialog.close()


def relief_picture(window: MainWindow, path: Path) -> Path:
    """Write a green picture of the terrain, to stand for an aerial photograph."""
    project = window.document.project
    assert project is not None
    assert project.terrain is not None
    terrain = project.terrain
    shade = hillshade(np.nan_to_num(terrain.heights_m.astype(float)), terrain.cell_size_m[0])
    bands = np.stack([80 * shade + 50, 130 * shade + 50, 60 * shade + 40]).astype(np.uint8)
    rows, columns = shade.shape
    with raster_session(), rasterio.open(
        path, "w", driver="GTiff", width=columns, height=rows, count=3, dtype="uint8",
        crs=project.crs, transform=terrain.transform,
    ) as target:  # fmt: skip
        target.write(bands)
    return path


def take_maps(window: MainWindow, folder: Path) -> None:
    """Write pictures of a base map and of two scenarios on one map; taken back afterwards."""
    document = window.document
    folder.mkdir(parents=True, exist_ok=True)
    window.docks.show("table")
    window.base_maps.add([relief_picture(window, folder / "aerial.tif")])
    window.canvas.show_all()
    window.canvas.zoom(5.0)
    window.canvas.snapshot()
    take(window, folder / "base_map.png")
    name = document.scenario_name
    window.scenarios.duplicate("variant")
    ids = document.scenario.results["household_modes"]["household_id"]
    document.push(SetFixedModes(scenario="variant", modes=dict.fromkeys(ids[::2], "septic_tank")))
    document.look_at(name)
    window.registry.qactions["map.compare"].trigger()
    window.docks.show("scenarios")
    window.canvas.show_all()
    window.canvas.zoom(2.0)
    window.canvas.snapshot()
    take(window, folder / "compare.png")
    while document.undo_stack.canUndo():
        document.undo_stack.undo()


def take_all(window: MainWindow, folder: Path, sources: list[Path]) -> None:
    """Write every picture in the language in use."""
    for name, prepare in shots(window).items():
        prepare()
        settle()
        window.canvas.snapshot()
        take(window, folder / f"{name}.png")
    take_panels(window, folder)
    take_preview(window, folder)
    take_dialogs(window, folder, sources)
    take_maps(window, folder)


def _in_256_colours(picture: Image.Image) -> Image.Image:
    """Return a picture in the colours it has most of, and those of its small symbols."""
    common = picture.quantize(160, dither=Image.Dither.NONE)
    rare = picture.quantize(96, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    colours = (common.getpalette() or [])[: 3 * 160] + (rare.getpalette() or [])[: 3 * 96]
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours)
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def into_manual(folder: Path) -> None:
    """Copy the pictures that the manual shows, in 256 colours to keep them small."""
    for language in ("zh", "en"):
        images = manual_folder() / language / "images"
        for taken, shown in _IN_MANUAL.items():
            with Image.open(folder / language / f"{taken}.png") as picture:
                small = _in_256_colours(picture.convert("RGB"))
                small.save(images / f"{shown}.png", optimize=True)


def main(project_path: Path, folder: Path) -> None:
    """Write the pictures of both languages."""
    with tempfile.TemporaryDirectory() as settings:
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        scope = QSettings.Scope.UserScope
        QSettings.setPath(QSettings.Format.IniFormat, scope, settings)
        _, translators = make_application("zh")
        window = MainWindow(translators)
        window.show()
        settle()
        take(window, folder / "zh" / "start.png")
        window.document.open(open_project(project_path), project_path)
        window.checks.check()
        wait_until(lambda: not window.checks.runner.is_busy)
        township = Path(__file__).resolve().parents[1] / "sample_data" / "qingshiling"
        sources = sorted(township.glob("*.shp")) + sorted(township.glob("*.xlsx"))
        for language in ("zh", "en"):
            window.looks.speak(language)
            settle()
            take_all(window, folder / language, sources)
        window.document.undo_stack.setClean()
        window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
    if "--manual" in sys.argv:
        into_manual(Path(sys.argv[2]))
