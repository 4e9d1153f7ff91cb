"""What every painter gets: a picture, the view it shows, and when to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QImage, QPolygonF

from siting_tool.map_canvas.viewport import Viewport


class SupersededError(Exception):
    """A newer view is wanted; the picture in hand will not be shown."""


@dataclass(frozen=True, kw_only=True)
class Painting:
    """One layer's picture in the making.

    Attributes
    ----------
    image
        Premultiplied ARGB, transparent at the start.
    view
        The ground it shows, in the image's pixels.
    ratio
        Device pixels per pixel of the window; sizes of symbols grow with it.
    is_superseded
        Asked between chunks of work.
    waits
        Whether parts that are not there yet are made at once, so that nothing
        is missing from the picture.
    """

    image: QImage
    view: Viewport
    ratio: float
    is_superseded: Callable[[], bool]
    waits: bool = False

    def check(self) -> None:
        """Stop when a newer view is wanted."""
        if self.is_superseded():
            raise SupersededError


def new_image(width_px: int, height_px: int) -> QImage:
    """Return a transparent picture."""
    image = QImage(width_px, height_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    return image


def pixels(image: QImage) -> NDArray[np.uint32]:
    """Return a picture's pixels as an array that writes through to it.

    ``bits().setsize`` is what binds the memory for writing: a picture made
    over a foreign buffer is copied by Qt at the first stroke of a painter.
    """
    memory = image.bits()
    assert memory is not None
    memory.setsize(image.sizeInBytes())
    flat = np.frombuffer(cast("memoryview", memory), dtype=np.uint32)
    return flat.reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()]


def polygon_of(xy_px: NDArray[np.float64]) -> QPolygonF:
    """Return Qt's polygon of an array of shape (N, 2) without a loop."""
    polygon = QPolygonF()
    polygon.fill(QPointF(), len(xy_px))
    memory = polygon.data()
    assert memory is not None
    memory.setsize(16 * len(xy_px))
    np.frombuffer(cast("memoryview", memory), dtype=np.float64).reshape(-1, 2)[:] = xy_px
    return polygon
