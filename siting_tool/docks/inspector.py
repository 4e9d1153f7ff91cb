"""Details of what is selected, with the buttons that act on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PyQt6.QtCore import QTimer, QUrl, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from resources.map_style import layer_styles
from siting_tool.commands.document import HOUSEHOLD_ROLES, Document
from siting_tool.docks.cards import (
    feature_card,
    household_card,
    linked_households,
    many_card,
    mode_titles,
    site_card,
)
from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.project_layers import category_codes
from siting_tool.map_canvas.styles import categories_of


class Inspector(Panel):
    """Shows the selected feature.

    Signals
    -------
    modes_wanted
        Mapping of household id to mode (None: the program's choice).
    site_choice_wanted
        Site id and ``lock``, ``forbid``, ``require`` or None.
    households_wanted
        Ids of households that a link of the card leads to.
    """

    modes_wanted = pyqtSignal(object)
    site_choice_wanted = pyqtSignal(str, object)
    households_wanted = pyqtSignal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.browser = QTextBrowser(self)
        self.browser.setObjectName("inspector_card")
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(self._follow_link)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.browser, 1)
        layout.addWidget(self._make_mode_row())
        layout.addWidget(self._make_site_row())
        self.setMinimumWidth(260)
        document.selection_changed.connect(self.refresh)
        # After an edit, the card waits its turn: the map is drawn first.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        document.project_changed.connect(lambda _: self._soon.start(0))
        document.scenario_changed.connect(self.refresh)
        document.opened.connect(self.refresh)
        self.retranslate()

    def _make_mode_row(self) -> QWidget:
        self.mode_row = QWidget(self)
        self._mode_label = QLabel(self.mode_row)
        self.mode_box = QComboBox(self.mode_row)
        self.mode_box.setObjectName("inspector_mode")
        self._mode_label.setBuddy(self.mode_box)
        self.apply_button = QPushButton(self.mode_row)
        self.apply_button.setObjectName("inspector_apply_mode")
        self.apply_button.clicked.connect(self._apply_mode)
        self.free_button = QPushButton(self.mode_row)
        self.free_button.setObjectName("inspector_free_mode")
        self.free_button.clicked.connect(self._free_mode)
        column = QVBoxLayout(self.mode_row)
        column.setContentsMargins(0, 0, 0, 0)
        first = QHBoxLayout()
        first.addWidget(self._mode_label)
        first.addWidget(self.mode_box, 1)
        second = QHBoxLayout()
        second.addWidget(self.apply_button)
        second.addWidget(self.free_button)
        column.addLayout(first)
        column.addLayout(second)
        return self.mode_row

    def _make_site_row(self) -> QWidget:
        self.site_row = QWidget(self)
        row = QHBoxLayout(self.site_row)
        row.setContentsMargins(0, 0, 0, 0)
        self.site_buttons: dict[str, QPushButton] = {}
        for choice in ("lock", "forbid", "require"):
            button = QPushButton(self.site_row)
            button.setObjectName(f"inspector_site_{choice}")
            button.setCheckable(True)
            button.clicked.connect(lambda checked, choice=choice: self._choose(choice, checked))
            self.site_buttons[choice] = button
            row.addWidget(button)
        return self.site_row

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("Inspector", "Details")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.browser.setAccessibleName(translate("Inspector", "Details of the selection"))
        self._mode_label.setText(translate("Inspector", "Change to"))
        self.mode_box.setAccessibleName(translate("Inspector", "Renovation mode"))
        self.apply_button.setText(translate("Inspector", "Set the mode"))
        self.apply_button.setToolTip(
            translate(
                "Inspector",
                "Sets the mode by hand; the plan follows at once and every run keeps it",
            )
        )
        self.free_button.setText(translate("Inspector", "Program's choice"))
        self.free_button.setToolTip(
            translate("Inspector", "Takes the decision by hand back; the plan follows at once")
        )
        words = {
            "lock": (
                translate("Inspector", "Lock"),
                translate("Inspector", "Every run keeps this toilet where it is"),
            ),
            "forbid": (
                translate("Inspector", "Forbid"),
                translate("Inspector", "No run chooses this place"),
            ),
            "require": (
                translate("Inspector", "Require"),
                translate("Inspector", "Every run must choose this place"),
            ),
        }
        for choice, (title, tip) in words.items():
            self.site_buttons[choice].setText(title)
            self.site_buttons[choice].setToolTip(tip)
        current = self.mode_box.currentData()
        self.mode_box.clear()
        for value, title in mode_titles(current_language()):
            self.mode_box.addItem(title, value)
        self.mode_box.setCurrentIndex(max(self.mode_box.findData(current), 0))
        self.refresh()

    def refresh(self) -> None:
        """Show what is selected now."""
        selection = self._document.selection
        is_households = selection.role in HOUSEHOLD_ROLES and len(selection) > 0
        is_planned = is_households and self._document.frame("household_modes") is not None
        self.mode_row.setVisible(is_planned)
        is_site = selection.role == "toilet_sites" and len(selection) == 1
        self.site_row.setVisible(is_site)
        self.browser.setHtml(self._card())
        if is_planned and len(selection) == 1:
            record = self._record("household_modes")
            if record is not None:
                self.mode_box.setCurrentIndex(self.mode_box.findData(record.get("mode")))
        if is_site:
            site = self._record("toilet_sites") or {}
            choice = self._document.scenario.site_choices.get(str(site.get("site_id")))
            for key, button in self.site_buttons.items():
                button.setChecked(key == choice)

    def _card(self) -> str:
        selection, language = self._document.selection, current_language()
        if self._document.project is None:
            return ""
        if not len(selection):
            words = translate(
                "Inspector",
                "Nothing is selected. Click a household, a toilet or a pipe on the map "
                "to see what is known of it and why the program decided as it did.",
            )
            return f"<p style='color:gray'>{words}</p>"
        if len(selection) > 1:
            return self._many_card()
        if selection.role in HOUSEHOLD_ROLES:
            return household_card(
                self._record("household_modes"),
                self._record("households"),
                self._record("household_access"),
                language,
                self._document.project.parameter_values().profile,
                self._decision(),
            )
        record = self._record(selection.role) or {}
        if selection.role == "toilet_sites":
            choice = self._document.scenario.site_choices.get(str(record.get("site_id")))
            return site_card(record, choice, language)
        return feature_card(selection.role, record, language)

    def _many_card(self) -> str:
        selection, language = self._document.selection, current_language()
        role = selection.role
        if role in HOUSEHOLD_ROLES and self._document.frame("household_modes") is not None:
            role = "household_modes"
        frame = self._document.frame(role)
        assert frame is not None
        chosen = frame.loc[self._document.selected_labels(role)]
        categories = categories_of(role)
        codes = category_codes(chosen, layer_styles()[role].category, categories)
        counts = np.bincount(codes, minlength=len(categories)).tolist()
        summary = [
            (category.title(language), count)
            for category, count in zip(categories, counts, strict=True)
            if count
        ]
        return many_card(role, len(selection), summary, language, self._decision())

    def _decision(self) -> Mapping[str, Any] | None:
        """Return what the latest decision on the selected households costs the village.

        For a single one the price of its mode alone comes first, if the plan has it.
        """
        record = self._document.scenario.runs.get("renovate")
        selected = self._document.selected_household_ids()
        if record is None or not selected:
            return None
        for entry in record.summary.get("overrides", []):
            if [entry["household_id"]] == selected:
                priced: Mapping[str, Any] = entry
                return priced
        decision: Mapping[str, Any] = record.summary.get("decision", {})
        decided = {entry["household_id"] for entry in decision.get("households", [])}
        return decision if decided == set(selected) else None

    def _follow_link(self, link: QUrl) -> None:
        self.households_wanted.emit(linked_households(link.toEncoded().data().decode()))

    def _record(self, role: str) -> Mapping[str, Any] | None:
        frame = self._document.frame(role)
        if frame is None:
            return None
        labels = self._document.selected_labels(role)
        if len(labels) != 1:
            return None
        record: dict[str, Any] = frame.loc[labels[0]].to_dict()
        return record

    def _apply_mode(self) -> None:
        self._want_modes(self.mode_box.currentData())

    def _free_mode(self) -> None:
        self._want_modes(None)

    def _want_modes(self, mode: str | None) -> None:
        ids = self._document.selected_household_ids()
        if ids:
            self.modes_wanted.emit(dict.fromkeys(ids, mode))

    def _choose(self, choice: str, is_checked: bool) -> None:
        record = self._record("toilet_sites")
        if record is not None:
            self.site_choice_wanted.emit(str(record["site_id"]), choice if is_checked else None)
