"""Differences that somebody else's file brings, to be looked at before they are taken in."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from siting_tool.dialogs.text_table import TextTable


class DifferencesDialog(QDialog):
    """Lists differences; they are taken in when it is accepted.

    Parameters
    ----------
    title
        What is about to happen.
    hint
        How many differences there are and what stays as it is.
    headings, rows
        The list.
    accept
        Words on the button that takes them in.
    """

    def __init__(
        self,
        *,
        title: str,
        hint: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        accept: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("differences_dialog")
        self.setWindowTitle(title)
        self.resize(820, 520)
        self.hint = QLabel(hint, self)
        self.hint.setWordWrap(True)
        self.hint.setProperty("role", "hint")
        self.table = TextTable(title, headings, self)
        self.table.setObjectName("differences_table")
        self.table.show_rows(rows)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        assert button is not None
        button.setText(accept)
        button.setEnabled(bool(rows))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.buttons)
