"""The tree of layers: what is shown, in which order, how strongly."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QIcon, QPainter, QPixmap
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSlider,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.decorations import paint_swatch
from siting_tool.map_canvas.ground import MissingLayer
from siting_tool.map_canvas.layer_views import (
    CONTOUR_KEY,
    TERRAIN_KEY,
    LayerViews,
    is_base_map,
)
from siting_tool.map_canvas.map_layer import Category, GroundLayer, MapLayer

_KEY = Qt.ItemDataRole.UserRole
_SWATCH = QSize(26, 16)
_PROPERTIES = "map.layer_properties"
_FEATURE_OFFERS = ("map.layer_style", _PROPERTIES)
_BASE_MAP_OFFERS = (
    "map.shift_none", "map.shift_gcj02", "map.shift_bd09", "map.remove_base_map", _PROPERTIES,
)  # fmt: skip
_OFFERS = {
    TERRAIN_KEY: (_PROPERTIES,),
    CONTOUR_KEY: ("map.contour_interval", _PROPERTIES),
}


class LayerPanel(Panel):
    """Shows the layers from the top to the bottom.

    Signals
    -------
    zoom_wanted, table_wanted
        Key of a layer.
    current_changed
        Key of the layer that tools work on.
    """

    zoom_wanted = pyqtSignal(str)
    table_wanted = pyqtSignal(str)
    current_changed = pyqtSignal(str)

    def __init__(self, views: LayerViews, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views = views
        self._layers: tuple[MapLayer, ...] = ()
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("layer_tree")
        self.tree.setHeaderHidden(True)
        self.tree.setIconSize(_SWATCH)
        self.tree.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.tree.itemChanged.connect(self._take_change)
        self.tree.currentItemChanged.connect(self._take_current)
        self.tree.itemDoubleClicked.connect(self._zoom_to_item)
        model = self.tree.model()
        assert model is not None
        model.rowsMoved.connect(self._take_order)
        model.rowsInserted.connect(self._take_order)
        self.opacity = QSlider(Qt.Orientation.Horizontal, self)
        self.opacity.setObjectName("layer_opacity")
        self.opacity.setRange(0, 100)
        self.opacity.setValue(100)
        self.opacity.valueChanged.connect(self._take_opacity)
        self._opacity_label = QLabel(self)
        self._opacity_label.setBuddy(self.opacity)
        row = QHBoxLayout()
        row.addWidget(self._opacity_label)
        row.addWidget(self.opacity, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row)
        self._is_filling = False
        self.opacity.setEnabled(False)
        self.retranslate()

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("LayerPanel", "Layers")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self._opacity_label.setText(translate("LayerPanel", "Opacity"))
        self.opacity.setAccessibleName(translate("LayerPanel", "Opacity of the layer"))
        self.opacity.setToolTip(translate("LayerPanel", "How strongly the current layer is drawn"))
        self.tree.setAccessibleName(translate("LayerPanel", "Layers"))
        self.tree.setToolTip(
            translate(
                "LayerPanel",
                "Tick to show, drag to reorder, F2 to rename, double-click to zoom to the layer",
            )
        )
        self._fill()

    @property
    def current_key(self) -> str:
        """Key of the layer that tools work on, empty for none."""
        item = self.tree.currentItem()
        if item is None:
            return ""
        parent = item.parent()
        return str((parent or item).data(0, _KEY))

    def show_layers(self, layers: tuple[MapLayer, ...]) -> None:
        """Show layers, given from the bottom to the top."""
        is_alike = list(map(_structure, layers)) == list(map(_structure, self._layers))
        self._layers = layers
        if is_alike:
            self._write_counts()
        else:
            self._fill()

    def _write_counts(self) -> None:
        """Bring the texts up to date where only numbers of features changed."""
        self._is_filling = True
        for item, layer in zip(self._items(), reversed(self._layers), strict=True):
            item.setText(0, self._item_text(layer))
            for row, (category, count) in enumerate(_used(layer) if item.childCount() else ()):
                child = item.child(row)
                if child is not None:
                    child.setText(0, _category_text(category, count))
        self._is_filling = False

    def set_current(self, key: str) -> None:
        """Make a layer the current one."""
        for item in self._items():
            if item.data(0, _KEY) == key:
                self.tree.setCurrentItem(item)

    def _items(self) -> list[QTreeWidgetItem]:
        count = self.tree.topLevelItemCount()
        items = (self.tree.topLevelItem(row) for row in range(count))
        return [item for item in items if item is not None]

    def _fill(self) -> None:
        current = self.current_key
        opened = {str(item.data(0, _KEY)) for item in self._items() if item.isExpanded()}
        self._is_filling = True
        self.tree.clear()
        for layer in reversed(self._layers):
            item = self._layer_item(layer)
            self.tree.addTopLevelItem(item)
            item.setExpanded(layer.key in opened)
        self._is_filling = False
        self.set_current(current)

    def _layer_item(self, layer: MapLayer) -> QTreeWidgetItem:
        view = self._views.view(layer.key)
        item = QTreeWidgetItem([self._item_text(layer)])
        item.setData(0, _KEY, layer.key)
        item.setCheckState(0, Qt.CheckState.Checked if view.is_visible else Qt.CheckState.Unchecked)
        item.setFlags((item.flags() | Qt.ItemFlag.ItemIsEditable) & ~Qt.ItemFlag.ItemIsDropEnabled)
        if isinstance(layer, MissingLayer):
            item.setForeground(0, self.palette().placeholderText())
            item.setToolTip(0, translate("LayerPanel", "The file is missing or cannot be read."))
        used = _used(layer)
        if len(used) == 1:
            item.setIcon(0, swatch_icon(layer, used[0][0], self.devicePixelRatioF()))
        for category, count in used if len(used) > 1 else ():
            child = QTreeWidgetItem([_category_text(category, count)])
            child.setIcon(0, swatch_icon(layer, category, self.devicePixelRatioF()))
            child.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.addChild(child)
        return item

    def _item_text(self, layer: MapLayer) -> str:
        title = self._views.view(layer.key).title or layer.title(current_language())
        if isinstance(layer, MissingLayer):
            return translate("LayerPanel", "{layer} (missing)").format(layer=title)
        return title if isinstance(layer, GroundLayer) else f"{title} ({len(layer.codes):,})"

    def _take_change(self, item: QTreeWidgetItem) -> None:
        if self._is_filling or item.parent() is not None:
            return
        key = str(item.data(0, _KEY))
        is_visible = item.checkState(0) == Qt.CheckState.Checked
        self._views.change(key, is_visible=is_visible)
        layer = next(layer for layer in self._layers if layer.key == key)
        shown = self._views.view(key).title or layer.title(current_language())
        if item.text(0) not in (shown, self._item_text(layer)):
            self._views.change(key, title=item.text(0).strip())
            self._fill()

    def _take_current(self) -> None:
        key = self.current_key
        self._is_filling = True
        self.opacity.setValue(round(100 * self._views.view(key).opacity))
        self._is_filling = False
        self.opacity.setEnabled(bool(key))
        if key and len(self._items()) == len(self._layers):
            self.current_changed.emit(key)

    def _take_opacity(self, percent: int) -> None:
        if not self._is_filling and self.current_key:
            self._views.change(self.current_key, opacity=percent / 100)

    def _take_order(self) -> None:
        """Take the order of the tree after a drag, once it holds all layers again."""
        keys = [str(item.data(0, _KEY)) for item in self._items()]
        if not self._is_filling and sorted(keys) == sorted(layer.key for layer in self._layers):
            self._views.reorder(keys[::-1])

    def _zoom_to_item(self, item: QTreeWidgetItem) -> None:
        self.zoom_wanted.emit(str((item.parent() or item).data(0, _KEY)))

    def _open_menu(self, place: QPoint) -> None:
        key = self.current_key
        if not key:
            return
        menu = QMenu(self)
        zoom = menu.addAction(translate("LayerPanel", "Zoom to the layer"))
        table = menu.addAction(translate("LayerPanel", "Open the attribute table"))
        layer = next(layer for layer in self._layers if layer.key == key)
        if table is not None:
            table.setVisible(not isinstance(layer, GroundLayer))
        rename = menu.addAction(translate("LayerPanel", "Rename"))
        usual = menu.addAction(translate("LayerPanel", "Use the usual name"))
        self._add_offers(menu, key)
        chosen = menu.exec(self.tree.mapToGlobal(place))
        if chosen is None:
            return
        if chosen is zoom:
            self.zoom_wanted.emit(key)
        elif chosen is table:
            self.table_wanted.emit(key)
        elif chosen is rename:
            item = self.tree.currentItem()
            self.tree.editItem(item, 0)
        elif chosen is usual:
            self._views.change(key, title="")
            self._fill()

    def _add_offers(self, menu: QMenu, key: str) -> None:
        """Offer the actions of the Map menu that fit the layer."""
        names = _OFFERS.get(key, _BASE_MAP_OFFERS if is_base_map(key) else _FEATURE_OFFERS)
        menu.addSeparator()
        for name in names:
            action = self.window().findChild(QAction, name)  # type: ignore[union-attr]
            if action is not None and action.isEnabled():
                menu.addAction(action)


def _used(layer: MapLayer) -> list[tuple[Category, int]]:
    """Return the categories that have features, with how many."""
    counted = zip(layer.categories, layer.counts, strict=True)
    return [(category, count) for category, count in counted if count]


def _category_text(category: Category, count: int) -> str:
    return f"{category.title(current_language())} ({count:,})"


def _structure(layer: MapLayer) -> tuple[object, ...]:
    """Return what decides how a layer's part of the tree is built, numbers left out."""
    looks = tuple(category for category, _ in _used(layer))
    return type(layer), layer.key, layer.title_zh, looks


def swatch_icon(layer: MapLayer, category: Category, ratio: float) -> QIcon:
    """Return how a category looks as an icon."""
    picture = QPixmap(_SWATCH * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_swatch(painter, layer, category, QRectF(0, 0, _SWATCH.width(), _SWATCH.height()))
    painter.end()
    return QIcon(picture)
