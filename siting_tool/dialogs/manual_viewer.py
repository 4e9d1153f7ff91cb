"""The manual, shown by the program itself: no browser, no network."""

from __future__ import annotations

import sysconfig
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QEvent, Qt, QUrl
from PyQt6.QtGui import QImage, QKeySequence, QShortcut, QTextDocument
from PyQt6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

import siting_tool
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language

PAGES = (
    "index", "tutorial", "data", "toilets", "households", "editing", "map", "scenarios",
    "sheets", "command_line", "troubleshooting", "parameters", "fields",
)  # fmt: skip
_PAGE = Qt.ItemDataRole.UserRole
_MARGIN_PX = 30


def manual_folder() -> Path:
    """Return the folder of the manual's pages: of the checkout, else of the installation."""
    checkout = Path(siting_tool.__file__).resolve().parents[1] / "docs" / "manual"
    installed = Path(sysconfig.get_path("data"), "share", "siting_tool", "manual")
    return checkout if checkout.is_dir() else installed


def page_path(page: str, language: str) -> Path:
    """Return the file of a page in a language."""
    return manual_folder() / language / f"{page}.md"


def offer_help(dialog: QDialog, page: str) -> None:
    """Let F1 open a page of the manual from a dialog."""
    shortcut = QShortcut(QKeySequence("F1"), dialog)
    shortcut.activated.connect(lambda: show_page(page, dialog))


def show_page(page: str, parent: QWidget) -> ManualViewer:
    """Open the manual at a page."""
    viewer = ManualViewer(parent)
    viewer.open_page(page)
    viewer.show()
    return viewer


class ManualViewer(QDialog):
    """Pages at the left, text at the right."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("manual_viewer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget(self)
        self.list.setObjectName("manual_pages")
        self.list.currentItemChanged.connect(self._take_item)
        self.browser = _PageBrowser(self)
        self.browser.setObjectName("manual_text")
        self.browser.setOpenExternalLinks(True)
        self.browser.sourceChanged.connect(self._take_source)
        self.back_button, self.forward_button = QPushButton(self), QPushButton(self)
        for button, name, go, is_possible in (
            (self.back_button, "back", self.browser.backward, self.browser.backwardAvailable),
            (self.forward_button, "forward", self.browser.forward, self.browser.forwardAvailable),
        ):
            button.setObjectName(f"manual_{name}")
            button.setAutoDefault(False)
            button.setEnabled(False)
            button.clicked.connect(go)
            is_possible.connect(button.setEnabled)
        row = QHBoxLayout()
        row.addWidget(self.back_button)
        row.addWidget(self.forward_button)
        row.addStretch(1)
        split = QSplitter(self)
        split.addWidget(self.list)
        split.addWidget(self.browser)
        split.setStretchFactor(1, 1)
        split.setSizes([190, 690])
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(split, 1)
        self.resize(900, 640)
        self.retranslate()

    @property
    def page(self) -> str:
        """Page shown."""
        return Path(self.browser.source().fileName()).stem

    def retranslate(self) -> None:
        """Show list and page in the language in use."""
        page = self.page
        self.setWindowTitle(translate("ManualViewer", "Manual"))
        self.back_button.setText(translate("ManualViewer", "Back"))
        self.forward_button.setText(translate("ManualViewer", "Forward"))
        self.list.setAccessibleName(translate("ManualViewer", "Pages of the manual"))
        self.browser.setAccessibleName(translate("ManualViewer", "Text of the page"))
        self.list.blockSignals(True)
        self.list.clear()
        for name in PAGES:
            item = QListWidgetItem(page_title(name, current_language()))
            item.setData(_PAGE, name)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if page:
            self.open_page(page)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802
        """Speak another language."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def open_page(self, page: str) -> None:
        """Show a page."""
        url = QUrl.fromLocalFile(str(page_path(page, current_language())))
        self.browser.setSource(url, QTextDocument.ResourceType.MarkdownResource)

    def _take_item(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_PAGE) != self.page:
            self.open_page(str(item.data(_PAGE)))

    def _take_source(self, source: QUrl) -> None:
        """Mark the page in the list, however it was reached."""
        page = Path(source.fileName()).stem
        if page in PAGES:
            self.list.blockSignals(True)
            self.list.setCurrentRow(PAGES.index(page))
            self.list.blockSignals(False)


class _PageBrowser(QTextBrowser):
    """Shows pictures no wider than itself."""

    def loadResource(self, kind: int, name: QUrl) -> Any:  # noqa: N802
        """Return a resource of the page."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        picture = QImage(self.source().resolved(name).toLocalFile())
        view = self.viewport()
        room = max((view.width() if view else self.width()) - _MARGIN_PX, 200)
        smooth = Qt.TransformationMode.SmoothTransformation
        return picture if picture.width() <= room else picture.scaledToWidth(room, smooth)


def page_title(page: str, language: str) -> str:
    """Return the first heading of a page, its name where there is none."""
    path = page_path(page, language)
    if not path.exists():
        return page
    with path.open(encoding="utf-8") as lines:
        headings = (line.lstrip("# ").strip() for line in lines if line.startswith("# "))
        return next(headings, page)
