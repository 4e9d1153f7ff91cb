"""The parameters, as a form made from their declarations."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QColor, QFont
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from resources.catalogue import Parameter, ParameterValue, load_profile
from resources.texts import all_texts, text
from resources.units import unit_title
from siting_tool.commands.document import Document
from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.project.parameter_text import shown_value

_ID = Qt.ItemDataRole.UserRole
_VALUE_COLUMN = 1
_TO_BE_CHECKED = QColor("#b26a00")


class ParameterForm(Panel):
    """Shows every parameter with value, unit, certainty; changes become edits.

    Signals
    -------
    changes_wanted
        Mapping of parameter id to its new text, None for the profile's value.
    """

    changes_wanted = pyqtSignal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._is_filling = False
        self._shown: Mapping[str, ParameterValue] = {}
        self.search = QLineEdit(self)
        self.search.setObjectName("parameter_search")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.changed_only = QCheckBox(self)
        self.changed_only.setObjectName("parameter_changed_only")
        self.changed_only.toggled.connect(self._filter)
        self.reset_button = QPushButton(self)
        self.reset_button.setObjectName("parameter_reset")
        self.reset_button.clicked.connect(self._reset)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("parameter_tree")
        self.tree.setColumnCount(3)
        self.tree.setAlternatingRowColors(True)
        self.tree.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self._delegate = _ValueDelegate(self)
        self.tree.setItemDelegate(self._delegate)
        self.tree.itemChanged.connect(self._take_change)
        self.tree.currentItemChanged.connect(self._show_current)
        header = self.tree.header()
        assert header is not None
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(1, 68)
        header.resizeSection(2, 64)
        self.tree.setWordWrap(True)
        self.tree.setIndentation(10)
        self.details = QLabel(self)
        self.details.setObjectName("parameter_details")
        self.details.setWordWrap(True)
        self.details.setProperty("role", "hint")
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.search, 1)
        bottom.addWidget(self.changed_only)
        bottom.addStretch(1)
        bottom.addWidget(self.reset_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(top)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.details)
        layout.addLayout(bottom)
        document.opened.connect(self.refresh)
        document.project_changed.connect(self._take_project)
        self.retranslate()

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("ParameterForm", "Parameters")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.search.setPlaceholderText(translate("ParameterForm", "Search parameters"))
        self.search.setAccessibleName(translate("ParameterForm", "Search parameters"))
        self.changed_only.setText(translate("ParameterForm", "Changed only"))
        self.reset_button.setText(translate("ParameterForm", "Usual value"))
        self.reset_button.setToolTip(
            translate("ParameterForm", "Takes the profile's value again for this parameter")
        )
        self.tree.setAccessibleName(self.title())
        self.tree.setHeaderLabels(
            [
                translate("ParameterForm", "Parameter"),
                translate("ParameterForm", "Value"),
                translate("ParameterForm", "Unit"),
            ]
        )
        self.tree.clear()
        self.refresh()

    def profile(self) -> Mapping[str, Parameter]:
        """Return the declarations of the project's profile."""
        project = self._document.project
        return load_profile(project.profile) if project is not None else {}

    def _take_project(self) -> None:
        project = self._document.project
        if project is not None and project.parameters is not self._shown:
            self.refresh()

    def refresh(self) -> None:
        """Show the values of the project."""
        profile, project = self.profile(), self._document.project
        shown = [item.data(0, _ID) for item in self._items()]
        self._is_filling = True
        if shown != _in_groups(profile):
            self._fill(profile)
        changes = project.parameters if project is not None else {}
        self._shown = changes
        for item in self._items():
            parameter = profile[item.data(0, _ID)]
            self._show_value(item, parameter, changes)
        self._is_filling = False
        self._filter()
        self._show_current()

    def _fill(self, profile: Mapping[str, Parameter]) -> None:
        self.tree.clear()
        language = current_language()
        groups: dict[str, QTreeWidgetItem] = {}
        for parameter in profile.values():
            if parameter.group not in groups:
                groups[parameter.group] = QTreeWidgetItem([group_title(parameter.group)])
                self.tree.addTopLevelItem(groups[parameter.group])
                groups[parameter.group].setFirstColumnSpanned(True)
            title = parameter.title_zh if language == "zh" else parameter.title_en
            item = QTreeWidgetItem([title, "", unit_title(parameter.unit, language)])
            item.setData(0, _ID, parameter.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            for column in range(3):
                item.setToolTip(column, parameter_tip(parameter))
            groups[parameter.group].addChild(item)

    def _show_value(
        self, item: QTreeWidgetItem, parameter: Parameter, changes: Mapping[str, ParameterValue]
    ) -> None:
        value = changes.get(parameter.id, parameter.default)
        item.setText(_VALUE_COLUMN, shown_value(value, current_language()))
        font = QFont(self.font())
        font.setBold(parameter.id in changes)
        item.setFont(_VALUE_COLUMN, font)
        if parameter.certainty.startswith("R"):
            item.setForeground(_VALUE_COLUMN, QBrush(_TO_BE_CHECKED))

    def _items(self) -> list[QTreeWidgetItem]:
        found = []
        for row in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(row)
            assert group is not None
            children = (group.child(number) for number in range(group.childCount()))
            found += [child for child in children if child is not None]
        return found

    def _filter(self) -> None:
        words = self.search.text().strip().casefold()
        changes = self._document.project.parameters if self._document.project else {}
        for item in self._items():
            name = f"{item.text(0)} {item.data(0, _ID)}".casefold()
            is_shown = words in name
            if self.changed_only.isChecked():
                is_shown = is_shown and item.data(0, _ID) in changes
            item.setHidden(not is_shown)
        for row in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(row)
            assert group is not None
            children = [group.child(number) for number in range(group.childCount())]
            group.setHidden(all(child is None or child.isHidden() for child in children))
            if words:
                group.setExpanded(True)

    def _take_change(self, item: QTreeWidgetItem, column: int) -> None:
        if self._is_filling or column != _VALUE_COLUMN:
            return
        parameter = self.profile()[item.data(0, _ID)]
        words = choice_value(parameter, item.text(_VALUE_COLUMN).strip())
        project = self._document.project
        before = project.parameters.get(parameter.id, parameter.default) if project else None
        if before is not None and words == choice_value(
            parameter, shown_value(before, current_language())
        ):
            return
        self.changes_wanted.emit({parameter.id: words or None})
        self.refresh()

    def _show_current(self) -> None:
        """Tell bounds, source and certainty of the current parameter."""
        item = self.tree.currentItem()
        parameter_id = str(item.data(0, _ID)) if item is not None else ""
        changes = self._document.project.parameters if self._document.project else {}
        self.reset_button.setEnabled(parameter_id in changes)
        parameter = self.profile().get(parameter_id)
        self.details.setText("" if parameter is None else parameter_tip(parameter))

    def _reset(self) -> None:
        item = self.tree.currentItem()
        if item is not None:
            self.changes_wanted.emit({item.data(0, _ID): None})


class _ValueDelegate(QStyledItemDelegate):
    """Lets only the value column be edited; choices and switches by a list."""

    def __init__(self, form: ParameterForm) -> None:
        super().__init__(form)
        self._form = form

    def createEditor(  # noqa: N802
        self,
        parent: QWidget | None,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> QWidget | None:
        """Return the editor of a value, none for other columns."""
        if index.column() != _VALUE_COLUMN:
            return None
        parameter = self._form.profile().get(str(index.siblingAtColumn(0).data(_ID)))
        if parameter is None:
            return None
        is_switch = isinstance(parameter.default, bool)
        options = [shown_value(value, current_language()) for value in (True, False) if is_switch]
        options += [shown_value(choice, current_language()) for choice in parameter.choices]
        if not options:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        box.addItems(options)
        return box

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:  # noqa: N802
        """Show the value in the editor."""
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data()))
        else:
            super().setEditorData(editor, index)


def _in_groups(profile: Mapping[str, Parameter]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for parameter in profile.values():
        groups.setdefault(parameter.group, []).append(parameter.id)
    return [parameter_id for ids in groups.values() for parameter_id in ids]


def group_title(group: str) -> str:
    """Return what a group of parameters is called."""
    titles = {
        "public": translate("ParameterForm", "Public toilets"),
        "walk": translate("ParameterForm", "Walking"),
        "mode": translate("ParameterForm", "Choice of the mode"),
        "tank": translate("ParameterForm", "Septic tanks"),
        "dry": translate("ParameterForm", "Dry toilets"),
        "sewer": translate("ParameterForm", "Sewers"),
        "treatment": translate("ParameterForm", "Treatment"),
        "price": translate("ParameterForm", "Prices"),
        "finance": translate("ParameterForm", "Whole-life cost"),
        "intake": translate("ParameterForm", "Data checks"),
        "funding": translate("ParameterForm", "Funding"),
        "schedule": translate("ParameterForm", "Schedule"),
        "sheets": translate("ParameterForm", "Sheets"),
        "export": translate("ParameterForm", "Export"),
    }
    return titles.get(group, group)


def choice_value(parameter: Parameter, words: str) -> str:
    """Return the choice whose title the words are, else the words."""
    return next(
        (
            choice
            for choice in parameter.choices
            if shown_value(choice, current_language()) == words
        ),
        words,
    )


def parameter_tip(parameter: Parameter) -> str:
    """Return bounds, source and certainty of a parameter."""
    bounds = " – ".join(
        "…" if bound is None else f"{bound:g}" for bound in (parameter.minimum, parameter.maximum)
    )
    certainty = f"certainty.{parameter.certainty}"
    sure = text(certainty, current_language()) if certainty in all_texts() else ""
    words = translate(
        "ParameterForm",
        "{id}\nUsual value {default}; bounds {bounds}\nSource: {source}\nCertainty: {certainty}",
    )
    return words.format(
        id=parameter.id,
        default=shown_value(parameter.default, current_language()),
        bounds=bounds,
        source=parameter.shown_source(current_language()),
        certainty=sure,
    )
