"""A table of texts that can be looked at, sorted and copied, not changed."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

_MOST_ROWS = 5000


class TextTable(QTableWidget):
    """Shows rows of texts below headings, the first 5,000 of them.

    Parameters
    ----------
    name
        What it lists, for people who hear the screen.
    headings
        One per column.
    """

    def __init__(self, name: str, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(0, len(headings), parent)
        self.setAccessibleName(name)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        numbers, titles = self.verticalHeader(), self.horizontalHeader()
        assert numbers is not None
        assert titles is not None
        numbers.hide()
        titles.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.show_headings(headings)

    def show_headings(self, headings: Sequence[str]) -> None:
        """Show other headings, as many as before; no column gets narrower than the widest."""
        self.setHorizontalHeaderLabels(list(headings))
        titles = self.horizontalHeader()
        assert titles is not None
        widths = (titles.sectionSizeHint(column) for column in range(titles.count()))
        titles.setMinimumSectionSize(max(widths, default=-1))

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show other rows."""
        self.setSortingEnabled(False)
        titles = self.horizontalHeader()
        assert titles is not None
        titles.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # as given, until asked
        self.setRowCount(min(len(rows), _MOST_ROWS))
        for number, cells in enumerate(rows[:_MOST_ROWS]):
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(cell)
                item.setToolTip(cell)
                self.setItem(number, column, item)
        self.setSortingEnabled(True)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802
        """Copy the selected rows as lines with tabs."""
        clipboard = QGuiApplication.clipboard()
        if event is None or clipboard is None or not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        chosen = sorted({index.row() for index in self.selectedIndexes()})
        lines = ["\t".join(self._text(row, c) for c in range(self.columnCount())) for row in chosen]
        clipboard.setText("\n".join(lines))

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text() if item is not None else ""
