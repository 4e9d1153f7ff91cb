"""Asks for the colours and sizes of a layer."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QColor, QIcon, QPainter, QPixmap
from PyQt6.QtWidgets import (
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QSpinBox,
    QWidget,
)

from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.layer_views import LayerView
from siting_tool.map_canvas.map_layer import Category, MapLayer, Rgba

_SWATCH = QSize(40, 18)
_LEAST_PERCENT, _MOST_PERCENT = 25, 400


class LayerStyleDialog(QDialog):
    """Colours by category, and one size for all.

    Parameters
    ----------
    layer
        What is drawn.
    view
        How it is drawn now.
    """

    def __init__(self, layer: MapLayer, view: LayerView, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("LayerStyleDialog", "Colours and sizes"))
        self.setMinimumWidth(300)  # else its title bar has no room for the title
        self._colours = dict(view.colours)
        self._buttons: dict[str, QPushButton] = {}
        form = QFormLayout(self)
        for look, count in zip(layer.categories, layer.counts, strict=True):
            if count:
                form.addRow(look.title(current_language()), self._button(look))
        self.size_box = QSpinBox(self)
        self.size_box.setObjectName("style_size")
        self.size_box.setRange(_LEAST_PERCENT, _MOST_PERCENT)
        self.size_box.setSingleStep(25)
        self.size_box.setSuffix(" %")
        self.size_box.setValue(round(100 * view.size_factor))
        self.size_box.setAccessibleName(translate("LayerStyleDialog", "Size"))
        form.addRow(translate("LayerStyleDialog", "Size"), self.size_box)
        usual = QPushButton(translate("LayerStyleDialog", "Usual look"), self)
        usual.setObjectName("style_usual")
        usual.clicked.connect(self._take_usual)
        form.addRow("", usual)
        boxes = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(boxes.Ok | boxes.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def _button(self, look: Category) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"style_colour_{look.value}")
        button.setIconSize(_SWATCH)
        button.setAccessibleName(look.title(current_language()))
        button.setToolTip(translate("LayerStyleDialog", "Choose another colour"))
        button.clicked.connect(lambda: self._ask_colour(look))
        self._buttons[look.value] = button
        _show_colour(button, look.colour)
        return button

    def _ask_colour(self, look: Category) -> None:
        before = QColor(self._colours.get(look.value, QColor(*look.colour[:3]).name()))
        chosen = QColorDialog.getColor(before, self, look.title(current_language()))
        if chosen.isValid():
            self.set_colour(look.value, chosen)

    def set_colour(self, value: str, colour: QColor) -> None:
        """Take a colour for a category."""
        self._colours[value] = colour.name()
        _show_colour(self._buttons[value], (colour.red(), colour.green(), colour.blue(), 255))

    def _take_usual(self) -> None:
        self._colours = {}
        self.size_box.setValue(100)
        self.accept()

    def colours(self) -> dict[str, str]:
        """Return the chosen colours by value of the styled column."""
        return dict(self._colours)

    def size_factor(self) -> float:
        """Return the size as a multiple of the declared one."""
        return self.size_box.value() / 100


def _show_colour(button: QPushButton, colour: Rgba) -> None:
    picture = QPixmap(_SWATCH)
    picture.fill(QColor(*colour[:3]))
    painter = QPainter(picture)
    painter.setPen(QColor(0, 0, 0, 90))
    painter.drawRect(QRectF(0, 0, _SWATCH.width() - 1, _SWATCH.height() - 1))
    painter.end()
    button.setIcon(QIcon(picture))
