"""Draws pictures of the map in one thread of its own; a newer wish ends an older one.

Each layer has a picture of its own, kept while neither the layer nor the view
changes; they are laid over each other into one, so that the window has only
that one to copy while the map moves.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QPainter

from siting_tool.map_canvas.label_painter import paint_labels
from siting_tool.map_canvas.map_layer import MapLayer
from siting_tool.map_canvas.painters import PAINTERS
from siting_tool.map_canvas.painting import Painting, SupersededError, new_image
from siting_tool.map_canvas.viewport import Viewport

_log = logging.getLogger("siting_tool.map_canvas")


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


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """The picture of one layer (or of the labels of some) from an earlier scene."""

    layers: tuple[MapLayer, ...]
    revisions: tuple[int, ...]
    view: Viewport
    ratio: float
    image: QImage

    def shows(self, layers: tuple[MapLayer, ...], scene: Scene) -> bool:
        """Whether the picture can be used for a scene as it is."""
        return (
            self.view == scene.view
            and self.ratio == scene.ratio
            and self.revisions == _revisions(layers)
            and len(self.layers) == len(layers)
            and all(mine is other for mine, other in zip(self.layers, layers, strict=True))
        )


def _revisions(layers: tuple[MapLayer, ...]) -> tuple[int, ...]:
    return tuple(layer.revision for layer in layers)


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
        base = QImage(scene.view.width_px, scene.view.height_px, QImage.Format.Format_RGB32)
        base.fill(QColor(*scene.paper))
        images = [(self._image(item.layer, scene, is_superseded), item.opacity) for item in shown]
        labelled = tuple(item.layer for item in shown if item.layer.labels is not None)
        if labelled:
            images.append((self._labels(labelled, scene, is_superseded), 1.0))
        _lay_over(base, images, is_superseded)
        highlight = None
        if scene.highlights:
            highlight = new_image(scene.view.width_px, scene.view.height_px)
            marks = [(self._image(item, scene, is_superseded), 1.0) for item in scene.highlights]
            _lay_over(highlight, marks, is_superseded)
        self._forget_all_but(shown, scene.highlights)
        seconds = time.perf_counter() - started
        return Picture(scene=scene, base=base, highlight=highlight, seconds=seconds)

    def _image(self, layer: MapLayer, scene: Scene, is_superseded: Callable[[], bool]) -> QImage:
        paint = PAINTERS[type(layer)]
        return self._kept_image(
            layer.key, (layer,), scene, is_superseded, lambda made: paint(layer, made)
        )

    def _labels(
        self, layers: tuple[MapLayer, ...], scene: Scene, is_superseded: Callable[[], bool]
    ) -> QImage:
        return self._kept_image(
            "labels", layers, scene, is_superseded, lambda made: paint_labels(layers, made)
        )

    def _kept_image(
        self,
        key: str,
        layers: tuple[MapLayer, ...],
        scene: Scene,
        is_superseded: Callable[[], bool],
        paint: Callable[[Painting], None],
    ) -> QImage:
        kept = self._kept.get(key)
        if kept is not None and kept.shows(layers, scene):
            return kept.image
        image = new_image(scene.view.width_px, scene.view.height_px)
        painting = Painting(
            image=image,
            view=scene.view,
            ratio=scene.ratio,
            is_superseded=is_superseded,
            waits=scene.waits,
        )
        painting.check()
        revisions = _revisions(layers)  # before: what arrives while painting counts as missed
        paint(painting)
        self._kept[key] = _Kept(
            layers=layers, revisions=revisions, view=scene.view, ratio=scene.ratio, image=image
        )
        return image

    def _forget_all_but(self, shown: list[DrawnLayer], highlights: tuple[MapLayer, ...]) -> None:
        used = {item.layer.key for item in shown} | {item.key for item in highlights} | {"labels"}
        for key in self._kept.keys() - used:
            del self._kept[key]


def _lay_over(
    base: QImage, images: list[tuple[QImage, float]], is_superseded: Callable[[], bool]
) -> None:
    painter = QPainter(base)
    try:
        for image, opacity in images:
            if is_superseded():
                raise SupersededError
            painter.setOpacity(opacity)
            painter.drawImage(0, 0, image)
    finally:
        painter.end()
