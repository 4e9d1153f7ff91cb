"""The status bar: place, scale, CRS, selection, job, saved or not."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QLabel, QStatusBar, QWidget

from siting_tool.commands.document import Document
from siting_tool.docks.job_bar import JobBar
from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate
from siting_tool.jobs.job import JobRunner
from siting_tool.map_canvas.viewport import Viewport

if TYPE_CHECKING:
    from pyproj import Transformer

_PX_PER_M = 96 / 0.0254
_MARGIN_PX = 8


class StatusFields(Panel):
    """Puts the fields of the status bar in place and keeps them up to date."""

    def __init__(
        self,
        document: Document,
        runner: JobRunner,
        replanning: JobRunner,
        bar: QStatusBar,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.hide()
        self._document = document
        self._place_m: tuple[float, float] | None = None
        self._view: Viewport | None = None
        self.place = QLabel(bar)
        self.scale = QLabel(bar)
        self.crs = QLabel(bar)
        self.selection = QLabel(bar)
        self.saved = QLabel(bar)
        self.job = JobBar(runner, bar)
        self.replanning = JobBar(replanning, bar)
        bar.addWidget(self.place, 1)
        jobs = (self.replanning, self.job)
        for widget in (*jobs, self.scale, self.crs, self.selection, self.saved):
            widget.setContentsMargins(_MARGIN_PX, 0, _MARGIN_PX, 0)
            bar.addPermanentWidget(widget)
        self._keep_room(self.scale, "1:8,888,888")
        document.selection_changed.connect(self.retranslate)
        document.opened.connect(self.retranslate)
        document.path_changed.connect(self.retranslate)
        document.undo_stack.cleanChanged.connect(self.retranslate)
        self.retranslate()

    def title(self) -> str:
        """Return the bar's name."""
        return translate("StatusFields", "Status")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        for widget, name in (
            (self.place, translate("StatusFields", "Coordinates")),
            (self.scale, translate("StatusFields", "Scale")),
            (self.crs, translate("StatusFields", "Coordinate reference system")),
            (self.selection, translate("StatusFields", "Selected features")),
            (self.saved, translate("StatusFields", "Saved or not")),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(name)
        project = self._document.project
        self.crs.setText("" if project is None else project.crs)
        words = translate("StatusFields", "{count} selected")
        self.selection.setText(words.format(count=f"{len(self._document.selection):,}"))
        saved, not_saved = (
            translate("StatusFields", "Saved"),
            translate("StatusFields", "Not saved"),
        )
        self._keep_room(self.saved, saved, not_saved)
        is_saved = self._document.path is not None and not self._document.is_modified
        self.saved.setText("" if project is None else saved if is_saved else not_saved)
        self._show_place()

    def _keep_room(self, label: QLabel, *texts: str) -> None:
        """Keep a field as wide as its widest text, so that none is cut while it changes."""
        widest = max(map(label.fontMetrics().horizontalAdvance, texts))
        label.setMinimumWidth(widest + 2 * _MARGIN_PX)

    def show_view(self, view: Viewport) -> None:
        """Show the scale."""
        self._view = view
        self.scale.setText(f"1:{view.m_per_px * _PX_PER_M:,.0f}")

    def show_place(self, x_m: float, y_m: float) -> None:
        """Show where the pointer is, in metres and degrees."""
        self._place_m = (x_m, y_m)
        self._show_place()

    def _show_place(self) -> None:
        project = self._document.project
        if project is None or self._place_m is None:
            self.place.setText("")
            return
        x_m, y_m = self._place_m
        longitude, latitude = to_degrees(project.crs).transform(x_m, y_m)
        self.place.setText(f"E {x_m:,.1f}  N {y_m:,.1f} m   {latitude:.6f}°, {longitude:.6f}°")

    def show_words(self, words: str) -> None:
        """Show a measurement in the place of the coordinates."""
        self.place.setText(words)


@lru_cache(maxsize=8)
def to_degrees(crs: str) -> Transformer:
    """Return the transformation from a working CRS to longitude and latitude."""
    from pyproj import CRS, Transformer  # noqa: PLC0415 - loads the database of PROJ

    working = CRS.from_user_input(crs)
    return Transformer.from_crs(working, working.geodetic_crs, always_xy=True)
