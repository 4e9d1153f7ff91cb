"""The files to be read: what each seems to be, and the questions only the user can answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from layers.io.inspect import LayerInspection, SourceInspection
from layers.schema import INPUT_SCHEMAS
from siting_tool.docks.value_text import layer_title
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.project.intake import SourceRequest

SURE = 0.5
_ROLE_COLUMN, _CRS_COLUMN, _SHIFT_COLUMN = 1, 4, 5


@dataclass(kw_only=True)
class SourceRow:
    """One layer of a file with what the user says about it.

    Attributes
    ----------
    path, layer
        Where it is and what was seen there.
    role
        What it is taken for, empty to leave it out.
    crs, datum_shift, encoding
        What the user says, empty where the file says it.
    mapping
        Field name to column name, where the user changed the proposal.
    """

    path: Path
    layer: LayerInspection
    is_only_layer: bool
    role: str = ""
    crs: str = ""
    datum_shift: str = ""
    encoding: str = ""
    mapping: dict[str, str] = field(default_factory=dict)

    def request(self) -> SourceRequest:
        """Return what is to be read."""
        return SourceRequest(
            role=self.role,
            path=self.path,
            layer=None if self.is_only_layer else self.layer.name,
            crs=self.crs or None,
            encoding=self.encoding or None,
            datum_shift=self.datum_shift or None,
            mapping=dict(self.mapping),
        )


def rows_of(inspection: SourceInspection) -> list[SourceRow]:
    """Return the rows of one file, each with the role it most probably plays."""
    rows = []
    for layer in inspection.layers:
        row = SourceRow(
            path=inspection.path, layer=layer, is_only_layer=len(inspection.layers) == 1
        )
        if layer.roles and layer.roles[0].certainty >= SURE:
            row.role = layer.roles[0].role
        if not layer.crs and layer.crs_proposals:
            row.crs = layer.crs_proposals[0].crs
        rows.append(row)
    return rows


class SourceList(QTreeWidget):
    """Shows the rows with boxes to correct what was guessed.

    Signals
    -------
    changed
        Something was corrected.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[SourceRow] = []
        self.setObjectName("source_list")
        self.setRootIsDecorated(False)
        self.setColumnCount(6)
        self.setAccessibleName(translate("SourceList", "Files to be read"))
        self.setHeaderLabels(
            [
                translate("SourceList", "File"),
                translate("SourceList", "What it is"),
                translate("SourceList", "Features"),
                translate("SourceList", "Encoding"),
                translate("SourceList", "Coordinates"),
                translate("SourceList", "Phone map"),
            ]
        )
        header = self.header()
        assert header is not None
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def add(self, inspections: Iterable[SourceInspection]) -> None:
        """Add the layers of files."""
        for inspection in inspections:
            for row in rows_of(inspection):
                self.rows.append(row)
                self._add_item(row)
        self.changed.emit()

    def remove_current(self) -> None:
        """Leave the current row out."""
        number = self.indexOfTopLevelItem(self.currentItem())
        if number >= 0:
            self.takeTopLevelItem(number)
            del self.rows[number]
            self.changed.emit()

    def current_row(self) -> SourceRow | None:
        """Return the row looked at."""
        number = self.indexOfTopLevelItem(self.currentItem())
        return self.rows[number] if number >= 0 else None

    def _add_item(self, row: SourceRow) -> None:
        name = row.path.name if row.is_only_layer else f"{row.path.name} · {row.layer.name}"
        count = f"{row.layer.count:,}" if row.layer.count >= 0 else ""
        item = QTreeWidgetItem([name, "", count, row.layer.encoding])
        item.setToolTip(0, str(row.path))
        self.addTopLevelItem(item)
        self.setItemWidget(item, _ROLE_COLUMN, self._role_box(row))
        if row.layer.crs or not row.layer.crs_proposals:
            item.setText(_CRS_COLUMN, row.layer.crs)
        else:
            self.setItemWidget(item, _CRS_COLUMN, self._crs_box(row))
        if row.layer.geometry not in {"raster", "picture"}:
            self.setItemWidget(item, _SHIFT_COLUMN, self._shift_box(row))
        self.setCurrentItem(item)

    def _role_box(self, row: SourceRow) -> QComboBox:
        box = _box(self, translate("SourceList", "What it is"))
        box.addItem(translate("SourceList", "(leave out)"), "")
        sure = {guess.role: guess.certainty for guess in row.layer.roles}
        ranked = sorted(INPUT_SCHEMAS, key=lambda role: -sure.get(role, 0.0))
        for role in ranked:
            title = layer_title(INPUT_SCHEMAS[role], current_language())
            if role in sure:
                title = f"{title} · {100 * sure[role]:.0f} %"
            box.addItem(title, role)
        box.setCurrentIndex(box.findData(row.role))
        box.currentIndexChanged.connect(lambda: self._take(row, "role", box))
        return box

    def _crs_box(self, row: SourceRow) -> QComboBox:
        box = _box(self, translate("SourceList", "Coordinates"))
        for proposal in row.layer.crs_proposals:
            box.addItem(proposal.crs, proposal.crs)
        box.currentIndexChanged.connect(lambda: self._take(row, "crs", box))
        return box

    def _shift_box(self, row: SourceRow) -> QComboBox:
        box = _box(self, translate("SourceList", "Taken with a phone map?"))
        box.addItem(translate("SourceList", "no"), "")
        box.addItem(translate("SourceList", "Gaode, Tencent (GCJ-02)"), "gcj02")
        box.addItem(translate("SourceList", "Baidu (BD-09)"), "bd09")
        box.currentIndexChanged.connect(lambda: self._take(row, "datum_shift", box))
        return box

    def _take(self, row: SourceRow, name: str, box: QComboBox) -> None:
        setattr(row, name, box.currentData())
        if name == "role":
            row.mapping.clear()
        self.changed.emit()


def _box(parent: QWidget, name: str) -> QComboBox:
    box = QComboBox(parent)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
