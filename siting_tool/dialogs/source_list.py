"""The files to be read: what each seems to be, and the questions only the user can answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from layers.crs import CGCS2000, parse_crs
from layers.errors import CrsError
from layers.fields import GeometryKind
from layers.io.inspect import SourceInspection
from layers.schema import INPUT_SCHEMAS
from layers.vector import Source
from resources.texts import text
from siting_tool.dialogs.source_row import SourceRow, rows_of
from siting_tool.docks.value_text import layer_title
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.project.ledger_join import LEDGER_SUFFIX
from siting_tool.project.source_preview import crs_words

_ROLE_COLUMN, _TEXT_COLUMN, _CRS_COLUMN, _SHIFT_COLUMN = 1, 3, 4, 5
_ENCODINGS = ("utf-8", "gb18030", "big5hkscs", "utf-16", "cp1252")
_RASTERS = {"raster", "picture"}


class SourceList(QTreeWidget):
    """Shows the rows with boxes to correct what was guessed.

    Signals
    -------
    changed
        Something was corrected.
    encoding_wanted
        A row shall be looked into again with its encoding.
    """

    changed = pyqtSignal()
    encoding_wanted = pyqtSignal(object)

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

    def add(
        self,
        inspections: Iterable[SourceInspection],
        known: Mapping[str, Iterable[Source]] | None = None,
    ) -> None:
        """Add the layers of files; what was said about them before is proposed again."""
        for inspection in inspections:
            for row in rows_of(inspection, known):
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

    def set_shift(self, row: SourceRow, shift: str) -> None:
        """Say for a row from which map its coordinates were taken."""
        item = self.topLevelItem(self.rows.index(row))
        box = self.itemWidget(item, _SHIFT_COLUMN) if item is not None else None
        if isinstance(box, QComboBox):
            box.setCurrentIndex(box.findData(shift))

    def _add_item(self, row: SourceRow) -> None:
        name = row.path.name if row.is_only_layer else f"{row.path.name} · {row.layer.name}"
        count = f"{row.layer.count:,}" if row.layer.count >= 0 else ""
        item = QTreeWidgetItem([name, "", count])
        item.setToolTip(0, str(row.path))
        self.addTopLevelItem(item)
        self.setItemWidget(item, _ROLE_COLUMN, self._role_box(row))
        if row.layer.encoding:
            self.setItemWidget(item, _TEXT_COLUMN, self._encoding_box(row))
        if row.layer.bounds is not None or row.layer.geometry == "table":
            self.setItemWidget(item, _CRS_COLUMN, self._crs_box(row))
        if row.layer.geometry not in _RASTERS:
            self.setItemWidget(item, _SHIFT_COLUMN, self._shift_box(row))
        self.setCurrentItem(item)

    def _role_box(self, row: SourceRow) -> QComboBox:
        box = _box(self, translate("SourceList", "What it is"))
        box.addItem(translate("SourceList", "(leave out)"), "")
        sure = {guess.role: guess.certainty for guess in row.layer.roles}
        is_raster = row.layer.geometry in _RASTERS
        is_table = row.layer.geometry == "table"
        ledger = translate("SourceList", "Ledger, joined to: {layer}")
        for role in sorted(INPUT_SCHEMAS, key=lambda role: -sure.get(role, 0.0)):
            schema = INPUT_SCHEMAS[role]
            if (schema.geometry is GeometryKind.RASTER) != is_raster:
                continue
            title = layer_title(schema, current_language())
            share = f" · {100 * sure[role]:.0f} %" if role in sure else ""
            if is_table:
                box.addItem(ledger.format(layer=title) + share, f"{role}{LEDGER_SUFFIX}")
            box.addItem(title + ("" if is_table else share), role)
        box.setCurrentIndex(box.findData(row.role))
        box.currentIndexChanged.connect(lambda: self._take(row, "role", box.currentData()))
        return box

    def _encoding_box(self, row: SourceRow) -> QComboBox:
        box = _box(self, translate("SourceList", "Encoding of the text"))
        for name in dict.fromkeys(((row.encoding or row.layer.encoding).lower(), *_ENCODINGS)):
            box.addItem(name, name)
        box.currentIndexChanged.connect(lambda: self._take_encoding(row, box))
        return box

    def _crs_box(self, row: SourceRow) -> QComboBox:
        box = _box(self, translate("SourceList", "Coordinates: choose, or type an EPSG code"))
        language = current_language()
        proposals = {one.crs: one for one in row.layer.crs_proposals}
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if row.layer.crs:
            words = translate("SourceList", "as the file says: {crs}")
            box.addItem(words.format(crs=_words_of(row.layer.crs)), "")
        for crs in dict.fromkeys([row.crs, *proposals]):
            if not crs:
                continue
            box.addItem(_words_of(crs), crs)
            if crs in proposals:
                reason = text(proposals[crs].reason, language, **proposals[crs].values)
                box.setItemData(box.count() - 1, reason, Qt.ItemDataRole.ToolTipRole)
        if row.layer.bounds is None:
            box.addItem("", "")
            box.addItem(_words_of(CGCS2000), CGCS2000)
        box.setCurrentIndex(max(box.findData(row.crs), 0))
        box.currentIndexChanged.connect(lambda: self._take(row, "crs", box.currentData()))
        edit = box.lineEdit()
        assert edit is not None
        edit.setCursorPosition(0)
        edit.editingFinished.connect(lambda: self._take_typed_crs(row, box))
        return box

    def _take_typed_crs(self, row: SourceRow, box: QComboBox) -> None:
        words = box.currentText().strip()
        if not words or box.findText(words) >= 0:
            return
        try:
            parse_crs(words)
        except CrsError:
            box.setCurrentIndex(max(box.findData(row.crs), 0))
            return
        box.addItem(_words_of(words), words)
        box.setCurrentIndex(box.count() - 1)

    def _shift_box(self, row: SourceRow) -> QComboBox:
        box = _box(self, translate("SourceList", "Taken with a phone map?"))
        box.addItem(translate("SourceList", "no"), "")
        box.addItem(translate("SourceList", "Gaode, Tencent (GCJ-02)"), "gcj02")
        box.addItem(translate("SourceList", "Baidu (BD-09)"), "bd09")
        box.setCurrentIndex(box.findData(row.datum_shift))
        box.currentIndexChanged.connect(lambda: self._take(row, "datum_shift", box.currentData()))
        return box

    def _take(self, row: SourceRow, name: str, value: str) -> None:
        setattr(row, name, value)
        if name == "role":
            row.mapping.clear()
        self.changed.emit()

    def _take_encoding(self, row: SourceRow, box: QComboBox) -> None:
        row.encoding = str(box.currentData())
        self.encoding_wanted.emit(row)


def _words_of(crs: str) -> str:
    """Return a system in words; one given as WKT by its name."""
    words = crs_words(crs, current_language())
    return words if len(crs) < 20 else words.replace(f" ({crs})", "").replace(f"（{crs}）", "")


def _box(parent: QWidget, name: str) -> QComboBox:
    box = QComboBox(parent)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box
