"""A searchable list of everything that can be done (Ctrl+K)."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtGui import QAction, QIcon, QKeyEvent, QKeySequence, QPixmap
from PyQt6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from siting_tool.i18n import translate

_ACTION = Qt.ItemDataRole.UserRole
_ICON = QSize(18, 18)


class Palette(QDialog):
    """Finds an action by its words and does it.

    Parameters
    ----------
    actions
        What can be done; grey ones are listed but cannot be chosen.
    """

    def __init__(self, actions: list[QAction], parent: QWidget | None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setObjectName("palette")
        self.setWindowTitle(translate("Palette", "What do you want to do?"))
        self.search = QLineEdit(self)
        self.search.setObjectName("palette_search")
        self.search.setPlaceholderText(translate("Palette", "Type a few letters"))
        self.search.setAccessibleName(translate("Palette", "Search actions"))
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self.do_current)
        self.search.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName("palette_list")
        self.list.setIconSize(_ICON)
        self._blank = QPixmap(_ICON)
        self._blank.fill(Qt.GlobalColor.transparent)
        self.list.setAccessibleName(translate("Palette", "Actions"))
        self.list.itemActivated.connect(lambda _: self.do_current())
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        self.resize(520, 420)
        self._fill("")

    def _fill(self, words: str) -> None:
        self.list.clear()
        parts = words.casefold().split()
        for action in self._actions:
            title = action.text().replace("&", "")
            searched = f"{title} {action.toolTip()} {action.objectName()}".casefold()
            if all(part in searched for part in parts):
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                picture = QIcon(self._blank) if action.icon().isNull() else action.icon()
                item = QListWidgetItem(picture, f"{title}    {keys}" if keys else title)
                item.setToolTip(action.toolTip())
                item.setData(_ACTION, action)
                if not action.isEnabled():
                    item.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addItem(item)
        self._go_to_first()

    def _go_to_first(self) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item is not None and item.flags() & Qt.ItemFlag.ItemIsEnabled:
                self.list.setCurrentRow(row)
                return

    def do_current(self) -> None:
        """Close and do what is chosen."""
        item = self.list.currentItem()
        self.accept()
        if item is not None:
            item.data(_ACTION).trigger()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        """Let the arrow keys move through the list while the words are typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                row = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)
