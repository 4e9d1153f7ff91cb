"""Draws pictures of the map in one thread of its own; a newer wish ends an older one.

Each layer has a picture of its own, kept while neither the layer nor the view
changes; they are laid over each other into one, so that the window has only
that one to copy while the map moves. Where only some points change their
category, as by an edit, only their surroundings are drawn and laid anew.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QPainter, QRegion

from siting_tool.map_canvas.label_painter import paint_labels
from siting_tool.map_canvas.map_layer import GroundLayer, MapLayer, PointLayer
from siting_tool.map_canvas.painters import PAINTERS, repaint_points
from siting_tool.map_canvas.painting import Painting, SupersededError, new_image
from siting_tool.map_canvas.viewport import Viewport

_log = logging.getLogger("siting_tool.map_canvas")
_LABELS = "labels"
_FEW_POINTS = 200


@dataclass(frozen=True, kw_only=True)
class DrawnLayer:
    """A layer with how it is shown."""

    layer: MapLayer
    is_visible: bool = True
    opacity: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything on one picture.

    Attributes
    ----------
    view
        Ground shown, in device pixels, margin included.
    layers
        From the bottom to the top.
    highlights
        Selected features, on a picture of their own.
    ratio
        Device pixels per pixel of the window.
    waits
        Whether nothing may be missing, however long it takes.
    """

    view: Viewport
    layers: tuple[DrawnLayer, ...]
    highlights: tuple[MapLayer, ...] = ()
    ratio: float = 1.0
    paper: tuple[int, int, int] = (250, 249, 245)
    waits: bool = False

    def shown(self) -> list[DrawnLayer]:
        """Return the layers that are visible at this scale."""
        scale = self.view.m_per_px * self.ratio
        return [
            item for item in self.layers if item.is_visible and scale <= item.layer.max_m_per_px
        ]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A finished picture: the map, and the highlights to lay over it."""

    scene: Scene
    base: QImage
    highlight: QImage | None
    seconds: float


@dataclass(kw_only=True)
class _Kept:
    """The picture of one layer (or of the labels of some) from an earlier scene.

    Attributes
    ----------
    shown
        What it shows: the layer, or the labels of all.
    revision
        Of the layer when it was drawn.
    changed
        Where it was drawn since it was last laid over the others, None for everywhere.
    """

    shown: tuple[object, ...]
    revision: int
    view: Viewport
    ratio: float
    image: QImage
    changed: QRegion | None = None

    def fits(self, scene: Scene) -> bool:
        """Whether the picture has the view of a scene."""
        return self.view == scene.view and self.ratio == scene.ratio

    def shows(self, shown: tuple[object, ...], revision: int) -> bool:
        """Whether the picture shows just this."""
        return (
            self.revision == revision
            and len(self.shown) == len(shown)
            and all(mine is other for mine, other in zip(self.shown, shown, strict=True))
        )


@dataclass(frozen=True, kw_only=True)
class _Laid:
    """The layers laid over each other, with what decides whether they can be used again."""

    view: Viewport
    ratio: float
    paper: tuple[int, int, int]
    order: tuple[tuple[str, float], ...]
    image: QImage


class Renderer(QObject):
    """Draws scenes, one at a time, the newest first.

    Signals
    -------
    drawn
        A :class:`Picture`, received in the window's thread.
    """

    drawn = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="renderer")
        self._waiting: Future[None] | None = None
        self._drawing = threading.Lock()
        self._generation = 0
        self._kept: dict[str, _Kept] = {}
        self._laid: _Laid | None = None

    def request(self, scene: Scene) -> None:
        """Draw a scene; whatever is being drawn is given up."""
        self.cancel()
        self._waiting = self._executor.submit(self._work, scene, self._generation)

    @property
    def is_busy(self) -> bool:
        """Whether a scene is being drawn."""
        return self._waiting is not None and not self._waiting.done()

    def cancel(self) -> None:
        """Give up whatever is being drawn."""
        self._generation += 1
        if self._waiting is not None:
            self._waiting.cancel()

    def close(self) -> None:
        """Stop and wait for the thread."""
        self.cancel()
        self._executor.shutdown()

    def _work(self, scene: Scene, generation: int) -> None:
        try:
            picture = self.draw(scene, lambda: generation != self._generation)
        except SupersededError:
            return
        except Exception:  # noqa: BLE001 - the edge of the thread: an exception must not end the program
            _log.exception("The map could not be drawn")
            return
        self.drawn.emit(picture)

    def draw(self, scene: Scene, is_superseded: Callable[[], bool]) -> Picture:
        """Return the picture of a scene; also of use without a thread.

        Raises
        ------
        SupersededError
            When ``is_superseded`` came true meanwhile.
        """
        with self._drawing:
            return self._draw(scene, is_superseded)

    def _draw(self, scene: Scene, is_superseded: Callable[[], bool]) -> Picture:
        started = time.perf_counter()
        shown = scene.shown()
        order = []
        for item in shown:
            self._draw_layer(item.layer, scene, is_superseded)
            order.append((item.layer.key, item.opacity))
        labelled = tuple(item.layer for item in shown if item.layer.labels is not None)
        if labelled:
            self._draw_labels(labelled, scene, is_superseded)
            order.append((_LABELS, 1.0))
        base = self._lay_layers(scene, tuple(order), is_superseded)
        highlight = None
        if scene.highlights:
            highlight = new_image(scene.view.width_px, scene.view.height_px)
            marks = []
            for layer in scene.highlights:
                self._draw_layer(layer, scene, is_superseded)
                marks.append((self._kept[layer.key].image, 1.0))
            _lay_over(highlight, marks, is_superseded)
        self._forget_all_but(shown, scene.highlights)
        seconds = time.perf_counter() - started
        return Picture(scene=scene, base=base, highlight=highlight, seconds=seconds)

    def _draw_layer(self, layer: MapLayer, scene: Scene, is_superseded: Callable[[], bool]) -> None:
        """Bring the picture of a layer up to date, around changed points alone where that does."""
        if scene.waits and isinstance(layer, GroundLayer):
            self._kept.pop(layer.key, None)  # parts of it may have been missing
        kept = self._kept.get(layer.key)
        rows = None
        if kept is not None and kept.fits(scene) and not kept.shows((layer,), layer.revision):
            rows = _changed_points(kept.shown[0], layer)
        if kept is None or rows is None or kept.changed is None:
            paint = PAINTERS[type(layer)]
            made = lambda painting: paint(layer, painting)  # noqa: E731 - a name for a line
            self._keep(layer.key, (layer,), layer.revision, scene, is_superseded, made)
            return
        painting = _painting(kept.image, scene, is_superseded)
        kept.changed |= repaint_points(cast("PointLayer", layer), rows, painting)
        kept.shown = (layer,)

    def _draw_labels(
        self, layers: tuple[MapLayer, ...], scene: Scene, is_superseded: Callable[[], bool]
    ) -> None:
        labels = tuple(layer.labels for layer in layers)
        made = lambda painting: paint_labels(layers, painting)  # noqa: E731 - a name for a line
        self._keep(_LABELS, labels, 0, scene, is_superseded, made)

    def _keep(
        self,
        key: str,
        shown: tuple[object, ...],
        revision: int,
        scene: Scene,
        is_superseded: Callable[[], bool],
        paint: Callable[[Painting], None],
    ) -> None:
        """Paint a picture unless the one there is still shows the same."""
        kept = self._kept.get(key)
        if kept is not None and kept.fits(scene) and kept.shows(shown, revision):
            return
        image = new_image(scene.view.width_px, scene.view.height_px)
        painting = _painting(image, scene, is_superseded)
        painting.check()
        paint(painting)
        self._kept[key] = _Kept(
            shown=shown, revision=revision, view=scene.view, ratio=scene.ratio, image=image
        )

    def _lay_layers(
        self,
        scene: Scene,
        order: tuple[tuple[str, float], ...],
        is_superseded: Callable[[], bool],
    ) -> QImage:
        """Lay the layers over each other, only where they changed if nothing else did."""
        used = [self._kept[key] for key, _ in order]
        changed: QRegion | None = QRegion()
        for kept in used:
            changed = None if changed is None or kept.changed is None else changed | kept.changed
        before = self._laid
        if (
            before is None
            or changed is None
            or (before.view, before.ratio, before.paper, before.order)
            != (scene.view, scene.ratio, scene.paper, order)
        ):
            changed = None
            base = QImage(scene.view.width_px, scene.view.height_px, QImage.Format.Format_RGB32)
        else:
            base = before.image.copy()
        images = [(kept.image, opacity) for kept, (_, opacity) in zip(used, order, strict=True)]
        _lay_over(base, images, is_superseded, QColor(*scene.paper), changed)
        for kept in used:
            kept.changed = QRegion()
        self._laid = _Laid(
            view=scene.view, ratio=scene.ratio, paper=scene.paper, order=order, image=base
        )
        return base

    def _forget_all_but(self, shown: list[DrawnLayer], highlights: tuple[MapLayer, ...]) -> None:
        used = {item.layer.key for item in shown} | {item.key for item in highlights} | {_LABELS}
        for key in self._kept.keys() - used:
            del self._kept[key]


def _painting(image: QImage, scene: Scene, is_superseded: Callable[[], bool]) -> Painting:
    return Painting(
        image=image,
        view=scene.view,
        ratio=scene.ratio,
        is_superseded=is_superseded,
        waits=scene.waits,
    )


def _changed_points(before: object, layer: MapLayer) -> NDArray[np.intp] | None:
    """Return the rows of the points with another category, None where more is different."""
    if not (isinstance(before, PointLayer) and isinstance(layer, PointLayer)):
        return None
    if before.xy_m is not layer.xy_m or before.categories != layer.categories:
        return None
    rows = np.flatnonzero(before.codes != layer.codes)
    return rows if len(rows) <= _FEW_POINTS else None


def _lay_over(
    base: QImage,
    images: list[tuple[QImage, float]],
    is_superseded: Callable[[], bool],
    paper: QColor | None = None,
    only: QRegion | None = None,
) -> None:
    """Lay pictures over a base, over paper where it is given, only in a region where it is."""
    painter = QPainter(base)
    try:
        if only is not None:
            painter.setClipRegion(only)
        if paper is not None:
            painter.fillRect(base.rect(), paper)
        for image, opacity in images:
            if is_superseded():
                raise SupersededError
            painter.setOpacity(opacity)
            painter.drawImage(0, 0, image)
    finally:
        painter.end()
