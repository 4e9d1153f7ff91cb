"""The numbers of the plan above the map; a click selects what is behind one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QPushButton, QWidget

from resources.texts import text
from siting_tool.docks.flow_layout import FlowLayout
from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_distance, format_money, format_number, format_share
from siting_tool.i18n.language import current_language
from siting_tool.project.project import Scenario

_MODES = ("sewer", "septic_tank", "dry", "keep", "undecided")


class NumberStrip(Panel):
    """Shows the figures of the scenario looked at.

    Signals
    -------
    group_wanted
        Role, column and value of the features to select.
    """

    group_wanted = pyqtSignal(str, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("number_strip")
        self._scenario: Scenario | None = None
        self._layout = FlowLayout(self)
        self._layout.setContentsMargins(6, 2, 6, 2)
        self._layout.setSpacing(2)
        self.retranslate()

    def title(self) -> str:
        """Return the strip's name."""
        return translate("NumberStrip", "Figures of the plan")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.setAccessibleName(self.title())
        self._fill()

    def show_scenario(self, scenario: Scenario | None) -> None:
        """Show the figures of a scenario."""
        if scenario is not self._scenario:
            self._scenario = scenario
            self._fill()

    def _fill(self) -> None:
        scenario = self._scenario
        while self._layout.count():
            item = self._layout.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        runs = scenario.runs if scenario is not None else {}
        if "site" in runs:
            self._add_siting(runs["site"].summary)
        if scenario is not None and "renovate" in runs:
            self._add_renovation(runs["renovate"].summary, scenario)
        self.setVisible(bool(runs))

    def _add_siting(self, summary: Mapping[str, Any]) -> None:
        kinds = [site["kind"] for site in summary["sites"]]
        language = current_language()
        for kind, title in (
            ("candidate", translate("NumberStrip", "New toilets")),
            ("existing", translate("NumberStrip", "Existing")),
            ("indoor", translate("NumberStrip", "Opened")),
        ):
            self._add(title, str(kinds.count(kind)), ("toilet_sites", "kind", kind))
        persons = format_number(summary["persons_covered"])
        covered = f"{persons} · {format_share(summary['coverage_share'])}"
        self._add(
            translate("NumberStrip", "Covered"), covered, ("household_access", "is_covered", True)
        )
        walks = (
            f"{format_distance(summary['walk_mean_m'])} / {format_distance(summary['walk_max_m'])}"
        )
        self._add(translate("NumberStrip", "Walk, mean / longest"), walks, None)
        self._add(
            translate("NumberStrip", "Toilets cost"),
            format_money(summary["cost_yuan"], language),
            None,
        )

    def _add_renovation(self, summary: Mapping[str, Any], scenario: Scenario) -> None:
        language = current_language()
        frame = scenario.results.get("household_modes")
        counts = summary["modes"] if frame is None else frame["mode"].value_counts().to_dict()
        for mode in _MODES:
            if counts.get(mode):
                title = text(f"mode.{mode}", language)
                number = format_number(counts[mode])
                self._add(title, number, ("household_modes", "mode", mode))
        self._add(
            translate("NumberStrip", "Households cost"),
            format_money(summary["capital_yuan"], language),
            None,
        )
        length = summary["sewer"]["pipe_length_m"]
        self._add(translate("NumberStrip", "Sewers"), format_distance(length), None)
        if frame is not None:
            uncertain = format_number(frame["is_uncertain"].fillna(False).astype(bool).sum())
            fixed = format_number(frame["is_fixed"].fillna(False).astype(bool).sum())
            self._add(
                translate("NumberStrip", "Uncertain"),
                uncertain,
                ("household_modes", "is_uncertain", True),
            )
            self._add(
                translate("NumberStrip", "By hand"), fixed, ("household_modes", "is_fixed", True)
            )

    def _add(self, title: str, number: str, group: tuple[str, str, object] | None) -> None:
        button = QPushButton(f"{title}\n{number}", self)
        button.setObjectName(f"figure_{self._layout.count()}")
        button.setFlat(True)
        button.setProperty("role", "figure")
        button.setAccessibleName(f"{title}: {number}")
        if group is None:
            button.setToolTip(title)
        else:
            button.setToolTip(translate("NumberStrip", "Click to select what is behind the number"))
            button.clicked.connect(lambda: self.group_wanted.emit(*group))
        self._layout.addWidget(button)
