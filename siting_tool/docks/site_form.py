"""The question put to the choice of toilet sites, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PyQt6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QLabel, QSpinBox, QWidget

from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate
from siting_tool.project.runs import SitingRequest


class SiteForm(Panel):
    """Model, walking distance, number of toilets, money."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = QComboBox(self)
        self.model.setObjectName("site_model")
        self.model.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.model.setMinimumContentsLength(10)
        self.distance_m = QDoubleSpinBox(self)
        self.distance_m.setObjectName("site_distance")
        self.distance_m.setRange(0.0, 20_000.0)
        self.distance_m.setDecimals(0)
        self.distance_m.setSingleStep(50.0)
        self.distance_m.setSuffix(" m")
        self.count = QSpinBox(self)
        self.count.setObjectName("site_count")
        self.count.setRange(0, 5000)
        self.budget = QDoubleSpinBox(self)
        self.budget.setObjectName("site_budget")
        self.budget.setRange(0.0, 1e9)
        self.budget.setDecimals(0)
        self.budget.setSingleStep(10_000.0)
        self.budget.setGroupSeparatorShown(True)
        self._labels = [QLabel(self) for _ in range(4)]
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, field in zip(self._labels, self._fields(), strict=True):
            label.setBuddy(field)
            if field is self.model:  # its words need the whole width
                layout.addRow(label)
                layout.addRow(field)
            else:
                layout.addRow(label, field)
        self.model.currentIndexChanged.connect(self._show_needed)
        self.retranslate()

    def _fields(self) -> tuple[QWidget, ...]:
        return self.model, self.distance_m, self.count, self.budget

    def title(self) -> str:
        """Return the form's name."""
        return translate("SiteForm", "Question")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        words = (
            translate("SiteForm", "Question"),
            translate("SiteForm", "Walking distance"),
            translate("SiteForm", "Toilets in all"),
            translate("SiteForm", "Budget (yuan)"),
        )
        for label, field, word in zip(self._labels, self._fields(), words, strict=True):
            label.setText(word)
            field.setAccessibleName(word)
        self.distance_m.setSpecialValueText(translate("SiteForm", "as set"))
        self.count.setSpecialValueText(translate("SiteForm", "not limited"))
        self.budget.setSpecialValueText(translate("SiteForm", "not limited"))
        self.distance_m.setToolTip(
            translate("SiteForm", "Longest walk along roads and paths that counts as served")
        )
        self.count.setToolTip(
            translate("SiteForm", "Existing toilets that stay are part of this number")
        )
        self.budget.setToolTip(translate("SiteForm", "Money for toilets to be built or opened"))
        current = self.model.currentData()
        self.model.blockSignals(True)
        self.model.clear()
        for value, question in (
            ("lscp", translate("SiteForm", "Cover everyone, least money")),
            ("mclp", translate("SiteForm", "Most people, limited means")),
            ("p-median", translate("SiteForm", "Shortest walks on average")),
            ("p-center", translate("SiteForm", "Nobody walks too far")),
        ):
            self.model.addItem(question, value)
        self.model.setCurrentIndex(max(self.model.findData(current), 0))
        self.model.blockSignals(False)
        self._show_needed()

    def _show_needed(self) -> None:
        model = self.model.currentData()
        needs_number = model != "lscp"
        self.model.setToolTip(self.model.currentText())
        for index, is_shown in ((2, needs_number), (3, model == "mclp")):
            self._labels[index].setVisible(is_shown)
            self._fields()[index].setVisible(is_shown)

    def show_settings(self, settings: Mapping[str, Any]) -> None:
        """Ask again what a run was asked; without settings, ask nothing in particular."""
        self.model.setCurrentIndex(max(self.model.findData(settings.get("model")), 0))
        self.distance_m.setValue(settings.get("service_distance_m") or 0.0)
        self.count.setValue(settings.get("facility_count") or 0)
        self.budget.setValue(settings.get("budget_yuan") or 0.0)

    def request(self, scenario: str) -> SitingRequest:
        """Return what is asked for."""
        model = str(self.model.currentData())
        return SitingRequest(
            scenario=scenario,
            model=model,
            service_distance_m=self.distance_m.value() or None,
            facility_count=(self.count.value() or None) if model != "lscp" else None,
            budget_yuan=(self.budget.value() or None) if model == "mclp" else None,
        )
