"""What the window shows while no project is open."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QFont
from PyQt6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate

_PATH = Qt.ItemDataRole.UserRole


class StartPage(Panel):
    """New, open, sample, recent.

    Signals
    -------
    project_wanted
        Path of a recent project.
    """

    project_wanted = pyqtSignal(object)

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start_page")
        self._heading, self._words, self._recent = QLabel(self), QLabel(self), QLabel(self)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.8)
        self._heading.setFont(font)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "hint")
        self.recent = QListWidget(self)
        self.recent.setObjectName("recent_projects")
        self.recent.itemActivated.connect(self._open)
        self.recent.itemClicked.connect(self._open)
        inner = QWidget(self)
        inner.setFixedWidth(480)
        column = QVBoxLayout(inner)
        column.addWidget(self._heading)
        column.addWidget(self._words)
        column.addSpacing(12)
        for action in actions:
            button = QToolButton(inner)
            button.setObjectName(f"start_{action.objectName()}")
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(24, 24))
            button.setMinimumSize(460, 42)
            column.addWidget(button)
        column.addSpacing(12)
        column.addWidget(self._recent)
        column.addWidget(self.recent)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(inner, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self.retranslate()

    def title(self) -> str:
        """Return the page's name."""
        return translate("StartPage", "Start")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self._heading.setText(translate("StartPage", "Rural toilets, planned from your files"))
        self._words.setText(
            translate(
                "StartPage",
                "Where public toilets go, and what toilet each household gets. "
                "Drop your files anywhere in this window, or begin here.",
            )
        )
        self._recent.setText(translate("StartPage", "Recent projects"))
        self.recent.setAccessibleName(translate("StartPage", "Recent projects"))

    def show_recent(self, paths: list[Path]) -> None:
        """Show the projects opened last."""
        self.recent.clear()
        for path in paths:
            item = QListWidgetItem(f"{path.stem}    {path.parent}")
            item.setToolTip(str(path))
            item.setData(_PATH, path)
            self.recent.addItem(item)
        self.recent.setVisible(bool(paths))
        self._recent.setVisible(bool(paths))

    def _open(self, item: QListWidgetItem) -> None:
        self.project_wanted.emit(item.data(_PATH))
