"""The four steps from data to sheets: what is done, what is missing, what to do next."""

from __future__ import annotations

from dataclasses import dataclass, field

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import (
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from siting_tool.docks.panel import Panel
from siting_tool.docks.site_form import SiteForm
from siting_tool.i18n import translate

STEPS = ("data", "site", "renovate", "sheets")
_MARKS = {"done": "✓", "stale": "!", "missing": "○", "ready": "●"}
_COLOURS = {"done": "#1a7f37", "stale": "#b26a00", "missing": "#c0392b", "ready": "#0072b2"}


@dataclass(frozen=True, kw_only=True)
class StepState:
    """State of one step.

    Attributes
    ----------
    state
        ``missing`` (something it needs is absent), ``ready``, ``done`` or
        ``stale`` (inputs changed since the run).
    lines
        What there is and what is missing, as sentences.
    """

    state: str = "ready"
    lines: tuple[str, ...] = field(default=())


class TaskPanel(Panel):
    """Leads through the work.

    Parameters
    ----------
    buttons
        Actions offered by each step, the main one first.
    """

    def __init__(self, buttons: dict[str, list[QAction]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.site_form = SiteForm(self)
        self._states = dict.fromkeys(STEPS, StepState(state="missing"))
        self._headings: dict[str, QLabel] = {}
        self._texts: dict[str, QLabel] = {}
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        for step in STEPS:
            self._add_step(column, step, buttons.get(step, []))
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.setMinimumWidth(230)
        self.retranslate()

    def _add_step(self, column: QVBoxLayout, step: str, actions: list[QAction]) -> None:
        heading, words = QLabel(self), QLabel(self)
        heading.setObjectName(f"step_{step}")
        heading.setTextFormat(Qt.TextFormat.RichText)
        words.setWordWrap(True)
        words.setProperty("role", "hint")
        self._headings[step], self._texts[step] = heading, words
        column.addWidget(heading)
        column.addWidget(words)
        if step == "site":
            column.addWidget(self.site_form)
        for action in actions:
            button = QToolButton(self)
            button.setObjectName(f"step_{step}_{action.objectName()}")
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            column.addWidget(button)
        line = QFrame(self)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setProperty("role", "line")
        if step != STEPS[-1]:
            column.addWidget(line)

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("TaskPanel", "Task")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.setAccessibleName(self.title())
        self._show()

    def show_states(self, states: dict[str, StepState]) -> None:
        """Show where the work stands."""
        self._states = {**self._states, **states}
        self._show()

    def _show(self) -> None:
        titles = {
            "data": translate("TaskPanel", "1 Data"),
            "site": translate("TaskPanel", "2 Public toilets"),
            "renovate": translate("TaskPanel", "3 Household toilets"),
            "sheets": translate("TaskPanel", "4 Sheets"),
        }
        for step, state in self._states.items():
            mark = f"<span style='color:{_COLOURS[state.state]}'>{_MARKS[state.state]}</span>"
            self._headings[step].setText(f"<b>{titles[step]}</b> {mark}")
            self._texts[step].setText("\n".join(state.lines))
            self._texts[step].setVisible(bool(state.lines))
