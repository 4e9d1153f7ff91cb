"""Site plans as they will be printed, before they are written."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtPdf import QPdfDocument
from PyQt6.QtPdfWidgets import QPdfView
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from algorithms.progress import Progress
from siting_tool.commands.errors import error_message
from siting_tool.dialogs.manual_viewer import offer_help
from siting_tool.export.sheets.plan_data import PlanData
from siting_tool.export.sheets.sewer_sheets import DIRECT
from siting_tool.export.sheets.sheets import SheetFile, sheet_files
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import JobRunner

if TYPE_CHECKING:
    from siting_tool.project.project import Project, Scenario

_ZOOMS_PERCENT = (50, 100, 200, 400)


class SheetPreview(QDialog):
    """One file of sheets at a time, with page turning.

    Parameters
    ----------
    project, scenario
        The plan, with the texts of its title blocks.
    """

    def __init__(self, project: Project, scenario: Scenario, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet_preview")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._folder = tempfile.TemporaryDirectory(prefix="siting-tool-")
        self._plan = PlanData(project=project, scenario=scenario, language=current_language())
        self.files = sheet_files(self._plan)
        self.runner = JobRunner(self)
        self.runner.ended.connect(self._draw_next)
        self._wanted: SheetFile | None = None
        self.box = QComboBox(self)
        self.box.setObjectName("preview_sheet")
        self.back_button, self.forward_button = QPushButton(self), QPushButton(self)
        self.page_label = QLabel(self)
        self.zoom = QComboBox(self)
        self.zoom.setObjectName("preview_zoom")
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setObjectName("preview_page")
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.SinglePage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitInView)
        self._show_bars(is_whole=True)
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self._arrange()
        self._name()
        for file in self.files:
            self.box.addItem(_title(file))
        self.box.currentIndexChanged.connect(lambda _: self.show_current())
        for button, step in ((self.back_button, -1), (self.forward_button, 1)):
            button.clicked.connect(lambda _, step=step: self.turn(step))
        offer_help(self, "sheets")
        self.show_current()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.box, 1)
        for widget in (self.zoom, self.back_button, self.page_label, self.forward_button):
            row.addWidget(widget)
        waiting = QWidget(self)
        column = QVBoxLayout(waiting)
        self.progress = QProgressBar(waiting)
        self.progress.setRange(0, 0)
        column.addStretch(1)
        column.addWidget(self.message)
        column.addWidget(self.progress)
        column.addStretch(1)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(waiting)
        self.pages.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self.pages, 1)
        self.resize(960, 720)

    def _name(self) -> None:
        self.setWindowTitle(translate("SheetPreview", "Preview of the site plans"))
        self.box.setAccessibleName(translate("SheetPreview", "Sheets"))
        self.zoom.setAccessibleName(translate("SheetPreview", "Zoom"))
        self.zoom.addItem(translate("SheetPreview", "Whole page"), 0)
        for percent in _ZOOMS_PERCENT:
            self.zoom.addItem(f"{percent} %", percent)
        self.zoom.currentIndexChanged.connect(self._take_zoom)
        self.view.setAccessibleName(translate("SheetPreview", "Page"))
        self.progress.setAccessibleName(translate("SheetPreview", "Drawing the sheets…"))
        for button, name, words in (
            (self.back_button, "preview_back", translate("SheetPreview", "Previous page")),
            (self.forward_button, "preview_forward", translate("SheetPreview", "Next page")),
        ):
            button.setObjectName(name)
            button.setText(words)
            button.setAutoDefault(False)

    # drawing ------------------------------------------------------------------------------

    def show_current(self) -> None:
        """Draw the chosen file of sheets in the background, then show its first page."""
        self._wanted = self.files[self.box.currentIndex()]
        self.message.setText(translate("SheetPreview", "Drawing the sheets…"))
        self.progress.show()
        self.pages.setCurrentIndex(0)
        self._show_page_number()
        self._draw_next()

    def _draw_next(self) -> None:
        file = self._wanted
        if file is None or self.runner.is_busy:
            return
        self._wanted = None
        path = Path(self._folder.name) / file.name

        def work(_: Progress) -> Path:
            if not path.exists():
                file.write(path)
            return path

        self.runner.run(work, done=self._show_file, failed=self._tell)

    def _show_file(self, path: Path) -> None:
        if self._wanted is None:
            self.document.load(str(path))
            self.pages.setCurrentWidget(self.view)
            self._go_to(0)

    def _tell(self, error: Exception) -> None:
        self.progress.hide()
        self.message.setText(error_message(error).text)

    # pages --------------------------------------------------------------------------------

    def _take_zoom(self) -> None:
        percent = int(self.zoom.currentData())
        mode = QPdfView.ZoomMode.Custom if percent else QPdfView.ZoomMode.FitInView
        self._show_bars(is_whole=not percent)
        self.view.setZoomMode(mode)
        if percent:
            self.view.setZoomFactor(percent / 100)

    def _show_bars(self, *, is_whole: bool) -> None:
        """Take the scroll bars away from a whole page: coming and going they would resize it."""
        policy = Qt.ScrollBarPolicy
        shown = policy.ScrollBarAlwaysOff if is_whole else policy.ScrollBarAsNeeded
        self.view.setHorizontalScrollBarPolicy(shown)
        self.view.setVerticalScrollBarPolicy(shown)

    @property
    def page(self) -> int:
        """Page shown, from 0."""
        turner = self.view.pageNavigator()
        return turner.currentPage() if turner is not None else 0

    def turn(self, step: int) -> None:
        """Turn pages forward or back."""
        self._go_to(min(max(self.page + step, 0), self.document.pageCount() - 1))

    def _go_to(self, page: int) -> None:
        turner = self.view.pageNavigator()
        if turner is not None:
            turner.jump(page, QPointF())
        self._show_page_number()

    def _show_page_number(self) -> None:
        is_shown = self.pages.currentWidget() is self.view
        count = self.document.pageCount() if is_shown else 0
        words = translate("SheetPreview", "Page {page} of {count}")
        self.page_label.setText(words.format(page=self.page + 1, count=count) if count else "")
        self.back_button.setEnabled(count > 0 and self.page > 0)
        self.forward_button.setEnabled(count > 0 and self.page < count - 1)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        """Stop drawing and remove what was drawn."""
        self.end()
        super().closeEvent(event)

    def reject(self) -> None:
        """Close on Esc."""
        self.end()
        super().reject()

    def end(self) -> None:
        """Stop drawing and remove what was drawn."""
        self._wanted = None
        self.runner.close()
        self.document.close()
        self._folder.cleanup()


def _title(file: SheetFile) -> str:
    if file.subject == DIRECT:
        return translate("SheetPreview", "House laterals into existing sewers")
    titles = {
        "township": translate("SheetPreview", "Township"),
        "village": translate("SheetPreview", "Village: {subject}"),
        "toilets": translate("SheetPreview", "Public toilets"),
        "sewer": translate("SheetPreview", "Sewer: {subject}"),
    }
    return titles[file.kind].format(subject=file.subject)
