"""Joins a ledger without coordinates to a layer: by what, and what is left on both sides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from algorithms.progress import Progress
from layers.io.inspect import list_layers
from layers.join import JoinKey, usable_keys
from layers.schema import INPUT_SCHEMAS, schema_of
from siting_tool.commands.errors import error_message
from siting_tool.dialogs.text_table import TextTable
from siting_tool.docks.value_text import layer_title
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.jobs.job import JobRunner
from siting_tool.project.ledger_join import JoinRequest, LedgerJoin, look_up

if TYPE_CHECKING:
    from siting_tool.project.project import Project

_SHOWN_COLUMNS = 3


class JoinLedgerDialog(QDialog):
    """Shows what a ledger would match, again whenever a choice changes.

    Parameters
    ----------
    project
        The project; it is not changed.
    path
        The ledger.
    """

    def __init__(self, project: Project, path: Path, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._project, self._path = project, path
        self._runner = JobRunner(self)
        self._is_outdated = False
        self.found: LedgerJoin | None = None
        self.setObjectName("join_dialog")
        self.setWindowTitle(translate("JoinLedgerDialog", "Join a ledger: {file}").format(
            file=path.name))  # fmt: skip
        self.resize(1000, 560)
        self.role = QComboBox(self)
        self.role.setObjectName("join_role")
        self.sheet = QComboBox(self)
        self.sheet.setObjectName("join_sheet")
        self.keys = {key: QCheckBox(words, self) for key, words in _key_titles().items()}
        self.summary = QLabel(self)
        self.summary.setObjectName("join_summary")
        self.summary.setWordWrap(True)
        self.features = TextTable(
            translate("JoinLedgerDialog", "Features without a row"),
            [translate("JoinLedgerDialog", "Feature"), translate("JoinLedgerDialog", "Name")],
            self,
        )
        self.rows = TextTable(
            translate("JoinLedgerDialog", "Rows without a feature"),
            [translate("JoinLedgerDialog", "Row"), *[""] * _SHOWN_COLUMNS],
            self,
        )
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._arrange()
        self._fill_choices()
        self._look_up()

    def _arrange(self) -> None:
        hint = QLabel(
            translate(
                "JoinLedgerDialog",
                "Each row of the ledger goes to one feature. A name or id that stands for several "
                "is not joined, but listed.",
            ),
            self,
        )
        hint.setWordWrap(True)
        hint.setProperty("role", "hint")
        form = QFormLayout()
        for words, box in (
            (translate("JoinLedgerDialog", "To the layer"), self.role),
            (translate("JoinLedgerDialog", "Sheet"), self.sheet),
        ):
            box.setAccessibleName(words)
            form.addRow(words, box)
        by = QHBoxLayout()
        for key_box in self.keys.values():
            by.addWidget(key_box)
        by.addStretch(1)
        form.addRow(translate("JoinLedgerDialog", "Matched by"), by)
        lists = QSplitter(self)
        for table in (self.features, self.rows):
            side = QWidget(lists)
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(QLabel(table.accessibleName(), side))
            column.addWidget(table)
        lists.setSizes([370, 600])  # rows have twice the columns of features
        layout = QVBoxLayout(self)
        layout.addWidget(hint)
        layout.addLayout(form)
        layout.addWidget(self.summary)
        layout.addWidget(lists, 1)
        layout.addWidget(self.buttons)

    def _fill_choices(self) -> None:
        language = current_language()
        layers = self._project.layers
        for role in sorted(INPUT_SCHEMAS, key=lambda name: name != "households"):
            if role in layers and len(layers[role]):
                self.role.addItem(layer_title(INPUT_SCHEMAS[role], language), role)
        try:
            names = [info.name for info in list_layers(self._path)]
        except ValueError:
            names = []  # what is wrong with the file is told when it is read
        self.sheet.addItems(names if len(names) > 1 else [""])
        self.sheet.setEnabled(len(names) > 1)
        for box in self.keys.values():
            box.setChecked(True)
            box.toggled.connect(self._look_up)
        self.role.currentIndexChanged.connect(self._look_up)
        self.sheet.currentIndexChanged.connect(self._look_up)

    def request(self) -> JoinRequest:
        """Return what is asked for."""
        role = str(self.role.currentData())
        chosen = [key for key in usable_keys(role) if self.keys[key].isChecked()]
        return JoinRequest(
            role=role,
            path=self._path,
            layer=self.sheet.currentText() or None,
            keys=tuple(chosen),
        )

    def _look_up(self) -> None:
        """Match in the background; a choice made meanwhile is followed afterwards."""
        role = str(self.role.currentData() or "")
        for key, box in self.keys.items():
            box.setEnabled(bool(role) and key in usable_keys(role))
        request, project = self.request(), self._project
        self._show(None, translate("JoinLedgerDialog", "Choose at least one way to match."))
        if not role or not request.keys:
            return

        def work(progress: Progress) -> LedgerJoin:
            progress.report("stage.reading")
            return look_up(project, request)

        job = self._runner.run(work, done=self._take, failed=self._fail)
        self._is_outdated = job is None
        self.summary.setText(translate("JoinLedgerDialog", "Reading the ledger…"))
        if job is not None:
            job.ended.connect(self._again)

    def _again(self) -> None:
        if self._is_outdated:
            self._look_up()

    def _take(self, found: LedgerJoin) -> None:
        matched = list(found.joined.keys)
        parts = [
            f"{titles}: {matched.count(key):,}"
            for key, titles in _key_titles().items()
            if key in found.request.keys
        ]
        words = translate(
            "JoinLedgerDialog",
            "Rows read: {rows}, joined: {matched} ({parts}). Left over: features {features}, "
            "rows {left}.",
        )
        self._show(
            found,
            words.format(
                rows=f"{len(found.ledger.frame):,}",
                matched=f"{len(matched):,}",
                parts=", ".join(parts),
                features=f"{len(found.joined.unmatched_ids):,}",
                left=f"{len(found.joined.unmatched_rows):,}",
            ),
        )

    def _fail(self, error: Exception) -> None:
        self._show(None, error_message(error).text)

    def _show(self, found: LedgerJoin | None, words: str) -> None:
        self.found = found
        self.summary.setText(words)
        button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        assert button is not None
        button.setEnabled(found is not None)
        self.features.show_rows(_feature_rows(self._project, found) if found else [])
        if found is not None:
            titles, rows = _ledger_rows(found)
            self.rows.show_headings([translate("JoinLedgerDialog", "Row"), *titles])
            self.rows.show_rows(rows)
        else:
            self.rows.show_rows([])

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802
        """Stop reading."""
        self._runner.close()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        """Stop reading and close."""
        self._runner.close()
        super().done(result)


def _key_titles() -> dict[JoinKey, str]:
    return {
        JoinKey.ID: translate("JoinLedgerDialog", "id"),
        JoinKey.NAME: translate("JoinLedgerDialog", "name and village"),
        JoinKey.POSITION: translate("JoinLedgerDialog", "position"),
    }


def _feature_rows(project: Project, found: LedgerJoin) -> list[list[str]]:
    """Return id and name of the features that no row belongs to."""
    role = found.request.role
    frame = project.layers[role]
    id_field = schema_of(role).id_field
    names = [name for name in frame.columns if str(name).endswith("_name")]
    name = "householder_name" if "householder_name" in names else (names or [""])[0]
    ids = frame[id_field].astype(str) if id_field else frame.index.astype(str).to_series()
    said = dict(zip(ids, frame[name].fillna("").astype(str), strict=True)) if name else {}
    return [[one, said.get(one, "")] for one in found.joined.unmatched_ids]


def _ledger_rows(found: LedgerJoin) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows without a feature, with the columns that are filled most."""
    frame = found.ledger.frame
    filled = frame.notna().sum().sort_values(ascending=False, kind="stable")
    shown = [name for name in frame.columns if name in filled.index[:_SHOWN_COLUMNS]]
    left = frame[[row in set(found.joined.unmatched_rows) for row in found.ledger.rows.tolist()]]
    cells = left[shown].astype(object).where(left[shown].notna(), "").astype(str)
    numbers = [str(row) for row in found.joined.unmatched_rows]
    language = current_language()
    fields = {field.name: field for field in schema_of(found.request.role).fields}
    titles = [
        (fields[name].title_zh if language == "zh" else fields[name].title_en)
        if name in fields
        else str(name)
        for name in shown
    ]
    rows = [[n, *row] for n, row in zip(numbers, cells.to_numpy().tolist(), strict=True)]
    return titles, rows
