"""PDF pages in millimetres: lines, areas, texts, symbols; the same bytes for the same input."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from layers.io.write import atomic_path
from resources.map_style import Symbol
from siting_tool.export.drawing import ink, operators, symbols
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.fonts import FONT, fitted, register_font, text_width, wrapped
from siting_tool.export.drawing.text_encoder import TextEncoder

POINTS_PER_MM = 72.0 / 25.4
Anchor = Literal["start", "middle", "end"]
FloatArray = NDArray[np.float64]

_BOLD_SHARE = 0.022
_HALO_SHARE = 0.3
_ANCHOR_SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}
_CIRCLE_CORNERS = 32


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
        self._texts = TextEncoder(self._canvas._doc)
        self._forms: set[str] = set()

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
        self._write("1 j")
        yield
        self._canvas.showPage()

    def _write(self, *codes: str) -> None:
        self._canvas.addLiteral(" ".join(codes))

    @contextmanager
    def clipped(self, frame: Rect) -> Iterator[None]:
        """Draw only inside a rectangle."""
        box = operators.rect(frame.left, frame.bottom, frame.width, frame.height)
        self._write("q", box, "W n")
        yield
        self._write("Q")

    @contextmanager
    def moved(self, x: float, y: float, angle_rad: float = 0.0) -> Iterator[None]:
        """Draw around another origin, turned counter-clockwise."""
        self._write("q", operators.matrix(x, y, math.cos(angle_rad), math.sin(angle_rad)))
        yield
        self._write("Q")

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

    def place_form(self, name: str, x: float = 0.0, y: float = 0.0, angle_rad: float = 0.0) -> None:
        """Draw a recorded form with its origin at a place, turned counter-clockwise."""
        with self.moved(x, y, angle_rad):
            self._canvas.doForm(name)

    def line(
        self,
        points: Sequence[tuple[float, float]],
        width_mm: float = ink.NORMAL_MM,
        colour: str = ink.BLACK,
        dash: str = "solid",
    ) -> None:
        """Draw a line through points."""
        self.lines([np.asarray(points, dtype=np.float64)], width_mm, colour, dash)

    def lines(
        self,
        parts: Iterable[FloatArray],
        width_mm: float,
        colour: str = ink.BLACK,
        dash: str = "solid",
    ) -> None:
        """Draw several lines of one look, each an array of shape (n, 2)."""
        pen = operators.pen(width_mm, colour, dash)
        self._write(pen, *(operators.line(part) for part in parts), "S")

    def areas(self, rings: Iterable[FloatArray], symbol: Symbol) -> None:
        """Fill and outline rings (even-odd, so that holes stay open)."""
        pen = operators.pen(symbol.width_mm, symbol.outline, symbol.dash)
        fill = operators.fill_colour(symbol.fill)
        self._canvas.setFillAlpha(symbol.fill_opacity)
        self._write(pen, fill, *(operators.ring(ring) for ring in rings), "B*")
        self._canvas.setFillAlpha(1.0)

    def rect(
        self, box: Rect, width_mm: float = ink.NORMAL_MM, fill: str = "", colour: str = ink.BLACK
    ) -> None:
        """Draw a rectangle; a width of 0 leaves the outline out."""
        finish = {(True, True): "B", (True, False): "S", (False, True): "f", (False, False): "n"}
        self._write(
            operators.pen(width_mm, colour),
            operators.fill_colour(fill) if fill else "",
            operators.rect(box.left, box.bottom, box.width, box.height),
            finish[width_mm > 0.0, bool(fill)],
        )

    def rects(self, boxes: Iterable[Rect], fill: str) -> None:
        """Fill many rectangles of one colour."""
        shapes = (operators.rect(box.left, box.bottom, box.width, box.height) for box in boxes)
        self._write(operators.fill_colour(fill), *shapes, "f")

    def circle(
        self, x: float, y: float, radius: float, width_mm: float, colour: str = ink.BLACK
    ) -> None:
        """Draw a circle."""
        turn = np.linspace(0.0, 2.0 * np.pi, _CIRCLE_CORNERS, endpoint=False)
        corners = np.column_stack((x + radius * np.cos(turn), y + radius * np.sin(turn)))
        self._write(operators.pen(width_mm, colour), operators.ring(corners), "S")

    def polygon(self, points: Sequence[tuple[float, float]], fill: str = ink.BLACK) -> None:
        """Fill a polygon without outline."""
        corners = np.asarray(points, dtype=np.float64)
        self._write(operators.fill_colour(fill), operators.ring(corners), "f")

    def symbol(self, x: float, y: float, symbol: Symbol, angle_rad: float = 0.0) -> None:
        """Draw a point symbol, recorded once per look."""
        name = symbols.form_name(symbol)
        if name not in self._forms:
            half = symbols.half_size_mm(symbol)
            with self.form(name, Rect(-half, -half, 2.0 * half, 2.0 * half)):
                fill = operators.fill_colour(symbol.fill)
                pen = operators.pen(symbol.width_mm, symbol.outline)
                self._write(fill, pen, operators.ring(symbols.outline(symbol)), "B")
        self.place_form(name, x, y, angle_rad)

    def text(
        self,
        x: float,
        y: float,
        string: str,
        size_mm: float = 2.5,
        *,
        anchor: Anchor = "start",
        colour: str = ink.BLACK,
        bold: bool = False,
    ) -> None:
        """Write a text with its base line at y."""
        if not string:
            return
        left = x - _ANCHOR_SHARES[anchor] * text_width(string, size_mm)
        look = [operators.fill_colour(colour)]
        if bold:
            look += [operators.pen(size_mm * _BOLD_SHARE, colour), "2 Tr"]
        shown = self._texts.shown(string, size_mm)
        self._write("BT", *look, f"{left:.3f} {y:.3f} Td", shown, "0 Tr ET" if bold else "ET")

    def halo_text(
        self, x: float, y: float, string: str, size_mm: float, colour: str = ink.BLACK
    ) -> None:
        """Write a text, centred, with a white rim that keeps it readable on a map.

        The rim is marked as an artifact: readers that copy text leave it out.
        """
        left = x - 0.5 * text_width(string, size_mm)
        shown = self._texts.shown(string, size_mm)
        place = f"1 0 0 1 {left:.3f} {y:.3f} Tm"
        rim = operators.pen(size_mm * _HALO_SHARE, ink.WHITE)
        self._write("/Artifact BMC BT", rim, "1 Tr", place, shown, "0 Tr ET EMC")
        self._write("BT", operators.fill_colour(colour), place, shown, "ET")

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

    def picture(self, box: Rect, content: bytes) -> None:
        """Draw a picture (PNG or JPEG) as large as fits a box."""
        self._canvas.drawImage(
            ImageReader(io.BytesIO(content)), box.left, box.bottom, box.width, box.height,
            preserveAspectRatio=True, anchor="c", mask="auto",
        )  # fmt: skip
