"""A layer's features as a table of rows and columns, quick with hundreds of thousands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QColor

from layers.fields import Field, FieldType, LayerSchema
from layers.result_schema import RESULT_SCHEMAS
from layers.schema import INPUT_SCHEMAS
from resources.units import unit_title
from siting_tool.docks.value_text import field_title, value_text
from siting_tool.i18n.language import current_language

if TYPE_CHECKING:
    import geopandas as gpd

_HIDDEN = {"geometry", "scenario", "verdicts", "cost_items", "flips", "rules"}
_OTHER = {"zh": "en", "en": "zh"}
_MARKED = QColor(255, 214, 0, 90)
_NO_ROWS = np.empty(0, dtype=np.intp)


class FrameTableModel(QAbstractTableModel):
    """Shows a frame through an array of row numbers; sorting and filtering change only that.

    Signals
    -------
    edited
        Index label, field and new value, for an edit that others make.
    """

    edited = pyqtSignal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame: gpd.GeoDataFrame | None = None
        self.fields: tuple[Field, ...] = ()
        self.rows: NDArray[np.intp] = _NO_ROWS
        self._arrays: dict[str, Any] = {}
        self._folded: dict[str, pd.Series] = {}
        self.is_editable = False
        self._marked: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._kept: NDArray[np.bool_] | None = None

    def show_frame(self, frame: gpd.GeoDataFrame | None, schema: LayerSchema | None) -> None:
        """Show another frame, sorted and filtered anew."""
        self.beginResetModel()
        self.frame = frame
        self.is_editable = schema is not None and schema.role not in RESULT_SCHEMAS
        self.fields = () if frame is None or schema is None else shown_fields(frame, schema)
        self._take_arrays()
        self._marked = np.zeros(0 if frame is None else len(frame), dtype=bool)
        self._kept = None
        self._sorted = None
        self.rows = np.arange(len(self._marked))
        self.endResetModel()

    def replace_frame(self, frame: gpd.GeoDataFrame) -> None:
        """Show the frame after an edit; order and filter stay where rows are the same."""
        is_same = self.frame is not None and len(frame) == len(self.frame)
        self.frame = frame
        self._take_arrays()
        if is_same:
            self._tell_changed([])
            return
        self.beginResetModel()
        self._marked = np.zeros(len(frame), dtype=bool)
        self._kept = None
        self.rows = np.arange(len(frame))
        self.endResetModel()

    def _tell_changed(self, roles: list[int]) -> None:
        """Have every cell shown asked for again; no roles means all of them."""
        if len(self.rows) and self.fields:
            last = self.index(len(self.rows) - 1, len(self.fields) - 1)
            self.dataChanged.emit(self.index(0, 0), last, roles)

    def _take_arrays(self) -> None:
        """Keep the columns' arrays: asking the frame for each cell would be slow."""
        frame = self.frame
        names = [field.name for field in self.fields]
        self._folded = {}
        self._arrays = {} if frame is None else {name: frame[name].array for name in names}

    # Qt's questions -------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        """Return the number of rows shown."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.fields)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, alignment or colour."""
        if self.frame is None or not index.isValid():
            return None
        field = self.fields[index.column()]
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return value_text(field, self._value(field, row), current_language())
        if role == Qt.ItemDataRole.EditRole:
            value = self._value(field, row)
            return "" if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124
        if role == Qt.ItemDataRole.TextAlignmentRole and _is_number(field):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.BackgroundRole and self._marked[row]:
            return _MARKED
        return None

    def _value(self, field: Field, row: int) -> Any:
        return self._arrays[field.name][row]

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return a column's heading or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        field = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return field_title(field, current_language())
        if role == Qt.ItemDataRole.ToolTipRole:
            unit = unit_title(field.unit, current_language())
            return f"{field.name} ({unit})" if unit else field.name
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        """Say that input values may be edited."""
        flags = super().flags(index)
        is_cell = self.is_editable and index.isValid()
        return flags | Qt.ItemFlag.ItemIsEditable if is_cell else flags

    def setData(  # noqa: N802
        self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Ask for an edit; False when the text is no value of the column."""
        if role != Qt.ItemDataRole.EditRole or self.frame is None:
            return False
        field = self.fields[index.column()]
        try:
            parsed = parse_value(field, str(value))
        except ValueError:
            return False
        label = int(self.frame.index[self.rows[index.row()]])
        self.edited.emit(label, field, parsed)
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; missing values come last."""
        if self.frame is None or not 0 <= column < len(self.fields):
            return
        self._sorted = (column, order)
        self._arrange()

    # what is shown --------------------------------------------------------------------

    def keep_only(self, kept: NDArray[np.bool_] | None) -> None:
        """Show only some rows of the frame; None shows all."""
        self._kept = kept
        self._arrange()

    def mark(self, labels: NDArray[np.int64]) -> int | None:
        """Colour the selected features; return the first row of them."""
        if self.frame is None:
            return None
        self._marked = np.zeros(len(self.frame), dtype=bool)
        if len(labels):
            self._marked = np.isin(self.frame.index.to_numpy(), labels)
        self._tell_changed([Qt.ItemDataRole.BackgroundRole])
        hits = np.flatnonzero(self._marked[self.rows])
        return int(hits[0]) if len(hits) else None

    def labels_of(self, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return the index labels of rows of the table."""
        assert self.frame is not None
        return np.asarray(self.frame.index.to_numpy()[self.rows[rows]], dtype=np.int64)

    def find(self, words: str) -> NDArray[np.bool_]:
        """Return which features have a text in one of their columns.

        Texts and titles of choices hold the words; numbers are found by their
        value, to as many decimals as were typed.
        """
        assert self.frame is not None
        found = np.zeros(len(self.frame), dtype=bool)
        number = _typed_number(words)
        for field in self.fields:
            if not _is_number(field):
                found |= self._holds(field, words.casefold())
            elif number is not None:
                value, half = number
                column = self.frame[field.name].to_numpy(dtype=np.float64, na_value=np.nan)
                found |= np.abs(column - value) <= half
        return found

    def _holds(self, field: Field, words: str) -> NDArray[np.bool_]:
        """Return where a column of texts holds words; the lower-case texts are kept."""
        assert self.frame is not None
        if field.name not in self._folded:
            column = self.frame[field.name]
            if field.choices or field.type is FieldType.BOOLEAN:
                values = column.dropna().unique()  # None and NaN at once cannot be looked up
                titles = {value: value_text(field, value, current_language()) for value in values}
                column = column.map(titles)
            self._folded[field.name] = column.astype("string[pyarrow]").str.lower()
        hits = self._folded[field.name].str.contains(words, regex=False)
        return np.asarray(hits.fillna(value=False), dtype=bool)

    def _arrange(self) -> None:
        assert self.frame is not None
        self.layoutAboutToBeChanged.emit()
        rows = np.arange(len(self.frame))
        if self._sorted is not None:
            column, order = self._sorted
            rows = sorted_rows(self.frame[self.fields[column].name], order)
        self.rows = rows if self._kept is None else rows[self._kept[rows]]
        self.layoutChanged.emit()


def sorted_rows(column: pd.Series, order: Qt.SortOrder) -> NDArray[np.intp]:
    """Return row numbers in the order of a column, missing values last."""
    codes, _ = pd.factorize(column, sort=True, use_na_sentinel=True)
    last = len(column) + 1
    keys = codes if order == Qt.SortOrder.AscendingOrder else -codes
    return np.argsort(np.where(codes < 0, last, keys), kind="stable")


def parse_value(field: Field, words: str) -> Any:
    """Return the value that a text means in a column; ValueError when it means none.

    Titles of choices count in both languages; an empty text means "not known".
    """
    words = words.strip()
    if not words:
        return None
    for choice in field.choices:
        if words in (choice.value, choice.title_zh, choice.title_en, *choice.accepted):
            return choice.value
    if field.choices:
        raise ValueError(words)
    if field.type is FieldType.BOOLEAN:
        return _switch(words)
    if field.type in (FieldType.INTEGER, FieldType.REAL):
        number = int(words) if field.type is FieldType.INTEGER else float(words)
        if field.minimum is not None and number < field.minimum:
            raise ValueError(words)
        if field.maximum is not None and number > field.maximum:
            raise ValueError(words)
        return number
    return words


def _switch(words: str) -> bool:
    if words.casefold() in {"是", "yes", "true", "1"}:
        return True
    if words.casefold() in {"否", "no", "false", "0"}:
        return False
    raise ValueError(words)


def shown_fields(frame: gpd.GeoDataFrame, schema: LayerSchema) -> tuple[Field, ...]:
    """Return the columns that people see: the declared ones, then what else the source had.

    Of the reasons those in the language in use are shown.
    """
    hidden = _HIDDEN | {f"reason_{_OTHER[current_language()]}"}
    declared = [item for item in schema.fields if item.name in frame and item.name not in hidden]
    names = {item.name for item in schema.fields} | _HIDDEN
    others = [
        Field(name=str(name), type=_type_of(frame[name]), title_zh=str(name), title_en=str(name))
        for name in frame.columns
        if name not in names
    ]
    return (*declared, *others)


def _type_of(column: pd.Series) -> FieldType:
    if pd.api.types.is_bool_dtype(column.dtype):
        return FieldType.BOOLEAN
    if pd.api.types.is_integer_dtype(column.dtype):
        return FieldType.INTEGER
    return FieldType.REAL if pd.api.types.is_numeric_dtype(column.dtype) else FieldType.TEXT


def editable_fields(frame: gpd.GeoDataFrame, role: str) -> tuple[Field, ...]:
    """Return the columns of an input layer that may be set."""
    return shown_fields(frame, INPUT_SCHEMAS[role])


def _typed_number(words: str) -> tuple[float, float] | None:
    """Return the number that was typed with half of its last decimal, None for other words."""
    digits = words.replace(",", "").removesuffix("m").strip()
    try:
        value = float(digits)
    except ValueError:
        return None
    decimals = len(digits.partition(".")[2])
    return value, 0.5 * 10.0**-decimals


def _is_number(field: Field) -> bool:
    return field.type in (FieldType.INTEGER, FieldType.REAL) and not field.choices
