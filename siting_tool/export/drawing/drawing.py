"""PDF pages in millimetres: lines, areas, texts, symbols; the same bytes for the same input."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from layers.io.write import atomic_path
from resources.map_style import Symbol
from siting_tool.export.drawing import ink, symbols
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.fonts import FONT, fitted, printable, register_font, wrapped
from siting_tool.export.drawing.path import Path as Outline

POINTS_PER_MM = 72.0 / 25.4
Anchor = Literal["start", "middle", "end"]
FloatArray = NDArray[np.float64]

_DASHES: dict[str, tuple[float, ...]] = {
    "solid": (),
    "dash": (2.0, 1.0),
    "dot": (0.5, 0.8),
    "dash dot": (3.0, 1.0, 0.5, 1.0),
}
_BOLD_SHARE = 0.03


@cache
def colour(name: str) -> Color:
    """Return a colour of the map style."""
    return HexColor(name)


class Drawing:
    """A PDF file that is written page by page and takes its place whole.

    Used as a context manager: the file appears at the end, or not at all.

    Parameters
    ----------
    path
        File to write.
    title
        Title of the document.
    """

    def __init__(self, path: Path, title: str) -> None:
        register_font()
        # Text encoding of the compressed streams only makes files larger and slower to write.
        rl_config.useA85 = 0
        self._path = path
        self._stream = io.BytesIO()
        self._canvas: Any = Canvas(
            self._stream, invariant=1, pageCompression=1, initialFontName=FONT
        )
        self._canvas.setTitle(title)
        self._canvas.setProducer("siting-tool")
        self._forms: set[str] = set()
        self.pages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            return
        self._canvas.save()
        with atomic_path(self._path) as temporary:
            temporary.write_bytes(self._stream.getbuffer())

    @contextmanager
    def page(self, width_mm: float, height_mm: float) -> Iterator[None]:
        """Draw on a new page; everything inside is in millimetres from its lower left."""
        self._canvas.setPageSize((width_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM))
        self._canvas.scale(POINTS_PER_MM, POINTS_PER_MM)
        self._canvas.setLineJoin(1)
        yield
        self._canvas.showPage()
        self.pages += 1

    @contextmanager
    def clipped(self, frame: Rect) -> Iterator[None]:
        """Draw only inside a rectangle."""
        self._canvas.saveState()
        path = self._canvas.beginPath()
        path.rect(frame.left, frame.bottom, frame.width, frame.height)
        self._canvas.clipPath(path, stroke=0, fill=0)
        yield
        self._canvas.restoreState()

    @contextmanager
    def moved(self, x: float, y: float, angle_deg: float = 0.0) -> Iterator[None]:
        """Draw around another origin, turned counter-clockwise."""
        self._canvas.saveState()
        self._canvas.translate(x, y)
        if angle_deg:
            self._canvas.rotate(angle_deg)
        yield
        self._canvas.restoreState()

    @contextmanager
    def form(self, name: str, bounds: Rect) -> Iterator[None]:
        """Record what is drawn, to place it many times with `place_form`."""
        self._canvas.beginForm(name, bounds.left, bounds.bottom, bounds.right, bounds.top)
        yield
        self._canvas.endForm()
        self._forms.add(name)

    def has_form(self, name: str) -> bool:
        """Tell whether a form of that name was recorded."""
        return name in self._forms

    def place_form(self, name: str) -> None:
        """Draw a recorded form at the present origin."""
        self._canvas.doForm(name)

    def line(
        self,
        points: Sequence[tuple[float, float]],
        width_mm: float = ink.NORMAL_MM,
        line_colour: str = ink.BLACK,
        dash: str = "solid",
    ) -> None:
        """Draw a line through points."""
        self.lines([np.asarray(points, dtype=np.float64)], width_mm, line_colour, dash)

    def lines(
        self,
        parts: Iterable[FloatArray],
        width_mm: float,
        line_colour: str = ink.BLACK,
        dash: str = "solid",
    ) -> None:
        """Draw several lines of one look, each an array of shape (n, 2)."""
        path = Outline()
        for part in parts:
            path.line(part)
        self._canvas.setLineWidth(width_mm)
        self._canvas.setStrokeColor(colour(line_colour))
        self._canvas.setDash([*_DASHES[dash]])
        self._canvas.drawPath(path, stroke=1, fill=0)
        if dash != "solid":
            self._canvas.setDash([])

    def areas(self, rings: Iterable[FloatArray], symbol: Symbol) -> None:
        """Fill and outline rings (even-odd, so that holes stay open)."""
        path = Outline()
        for ring in rings:
            path.ring(ring)
        self._canvas.setLineWidth(symbol.width_mm)
        self._canvas.setStrokeColor(colour(symbol.outline))
        self._canvas.setFillColor(colour(symbol.fill))
        self._canvas.setFillAlpha(symbol.fill_opacity)
        self._canvas.setDash([*_DASHES[symbol.dash]])
        self._canvas.drawPath(path, stroke=1, fill=1, fillMode=0)
        self._canvas.setFillAlpha(1.0)
        self._canvas.setDash([])

    def rect(
        self, box: Rect, width_mm: float = ink.NORMAL_MM, fill: str = "", line: str = ink.BLACK
    ) -> None:
        """Draw a rectangle; a width of 0 leaves the outline out."""
        self._canvas.setLineWidth(width_mm)
        self._canvas.setStrokeColor(colour(line))
        if fill:
            self._canvas.setFillColor(colour(fill))
        self._canvas.rect(
            box.left, box.bottom, box.width, box.height,
            stroke=int(width_mm > 0.0), fill=int(bool(fill)),
        )  # fmt: skip

    def rects(self, boxes: Iterable[Rect], fill: str) -> None:
        """Fill many rectangles of one colour."""
        path = self._canvas.beginPath()
        for box in boxes:
            path.rect(box.left, box.bottom, box.width, box.height)
        self._canvas.setFillColor(colour(fill))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def circle(
        self, x: float, y: float, radius: float, width_mm: float = ink.NORMAL_MM, fill: str = ""
    ) -> None:
        """Draw a circle."""
        self._canvas.setLineWidth(width_mm)
        self._canvas.setStrokeColor(colour(ink.BLACK))
        if fill:
            self._canvas.setFillColor(colour(fill))
        self._canvas.circle(x, y, radius, stroke=1, fill=int(bool(fill)))

    def text(
        self,
        x: float,
        y: float,
        string: str,
        size_mm: float = 2.5,
        *,
        anchor: Anchor = "start",
        ink_colour: str = ink.BLACK,
        bold: bool = False,
    ) -> None:
        """Write a text with its base line at y."""
        if not string:
            return
        string = printable(string)
        self._canvas.setFont(FONT, size_mm)
        self._canvas.setFillColor(colour(ink_colour))
        mode = None
        if bold:
            self._canvas.setLineWidth(size_mm * _BOLD_SHARE)
            self._canvas.setStrokeColor(colour(ink_colour))
            mode = 2
        draw = {
            "start": self._canvas.drawString,
            "middle": self._canvas.drawCentredString,
            "end": self._canvas.drawRightString,
        }[anchor]
        draw(x, y, string, mode=mode)

    def halo_text(
        self, x: float, y: float, string: str, size_mm: float, ink_colour: str = ink.BLACK
    ) -> None:
        """Write a text, centred, with a white rim that keeps it readable on a map."""
        string = printable(string)
        self._canvas.setFont(FONT, size_mm)
        self._canvas.setLineWidth(size_mm * 0.3)
        self._canvas.setStrokeColor(colour(ink.WHITE))
        self._canvas.setFillColor(colour(ink_colour))
        self._canvas.drawCentredString(x, y, string, mode=1)
        self._canvas.drawCentredString(x, y, string, mode=0)

    def fitted_text(
        self,
        box: Rect,
        string: str,
        size_mm: float,
        anchor: Anchor = "start",
        *,
        bold: bool = False,
    ) -> None:
        """Write one line into a box, smaller or cut where it would not fit."""
        margin = min(0.8, box.width * 0.08)
        string, size = fitted(string, box.width - 2.0 * margin, size_mm)
        x = {
            "start": box.left + margin,
            "middle": box.left + box.width / 2.0,
            "end": box.right - margin,
        }[anchor]
        y = box.bottom + box.height / 2.0 - size * 0.35
        self.text(x, y, string, size, anchor=anchor, bold=bold)

    def paragraph(self, box: Rect, string: str, size_mm: float, leading: float = 1.4) -> float:
        """Write wrapped lines from the top of a box; return the height they take.

        Lines that do not fit the box are left out, the last one then ends in an ellipsis.
        """
        lines = wrapped(string, box.width, size_mm)
        room = max(int((box.height + 1e-6) / (size_mm * leading)), 0)
        if len(lines) > room > 0:
            shortened, _ = fitted(f"{lines[room - 1]}……………………", box.width, size_mm / 0.65)
            lines = (*lines[: room - 1], shortened)
        for index, line in enumerate(lines[:room]):
            y = box.top - size_mm * (1.0 + index * leading)
            self.text(box.left, y, line, size_mm)
        return min(len(lines), room) * size_mm * leading

    def polygon(self, points: Sequence[tuple[float, float]], fill: str = ink.BLACK) -> None:
        """Fill a polygon without outline."""
        path = Outline()
        path.ring(np.asarray(points, dtype=np.float64))
        self._canvas.setFillColor(colour(fill))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def symbol(self, x: float, y: float, symbol: Symbol, angle_deg: float = 0.0) -> None:
        """Draw a point symbol, recorded once per look."""
        name = symbols.form_name(symbol)
        if name not in self._forms:
            half = symbols.half_size_mm(symbol)
            with self.form(name, Rect(-half, -half, 2.0 * half, 2.0 * half)):
                symbols.draw(self._canvas, symbol)
        self._canvas.saveState()
        self._canvas.translate(x, y)
        if angle_deg:
            self._canvas.rotate(angle_deg)
        self._canvas.doForm(name)
        self._canvas.restoreState()

    def picture(self, box: Rect, content: bytes) -> None:
        """Draw a picture (PNG or JPEG) as large as fits a box."""
        self._canvas.drawImage(
            ImageReader(io.BytesIO(content)), box.left, box.bottom, box.width, box.height,
            preserveAspectRatio=True, anchor="c", mask="auto",
        )  # fmt: skip
