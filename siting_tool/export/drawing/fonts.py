"""The bundled Chinese font: registered once, measured, wrapped and shortened."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from resources import resource_path

FONT = "WenQuanYiMicroHei"
ASCENT, DESCENT = 0.80, 0.20
"""Height above and below the base line, as a share of the size."""
MISSING = "〓"
"""Stands for a character that the font does not have (the printers' geta mark)."""
_ELLIPSIS = "…"
_LEAST_SIZE_SHARE = 0.65
_NOT_AT_LINE_START = "，。；：、）》】！？％,.;:)]!?%"


@cache
def _face() -> TTFont:
    font = TTFont(FONT, str(resource_path("fonts", "WenQuanYiMicroHei.ttf")))
    pdfmetrics.registerFont(font)
    return font


def register_font() -> None:
    """Make the bundled font known to reportlab; cheap after the first time."""
    _face()


@lru_cache(maxsize=65536)
def printable(string: str) -> str:
    """Return the text with characters that the font lacks replaced by `MISSING`."""
    glyphs = _face().face.charToGlyph
    if all(ord(letter) in glyphs for letter in string):
        return string
    plain = unicodedata.normalize("NFC", string)
    return "".join(
        letter if ord(letter) in glyphs else " " if letter.isspace() else MISSING
        for letter in plain
        if unicodedata.category(letter) != "Cf"
    )


@lru_cache(maxsize=65536)
def _unit_width(string: str) -> float:
    _face()
    return float(pdfmetrics.stringWidth(printable(string), FONT, 1.0))


def text_width(string: str, size: float) -> float:
    """Return the width of a text, in the unit of its size.

    Examples
    --------
    >>> text_width("公厕", 2.5)
    5.0
    """
    return _unit_width(string) * size


@lru_cache(maxsize=16384)
def fitted(string: str, width: float, size: float) -> tuple[str, float]:
    """Return the text and the size at which it fits a width.

    The size goes down to two thirds; what is still too long is cut and ends in an ellipsis.
    """
    wide = text_width(string, size)
    if wide <= width:
        return string, size
    smaller = max(size * width / wide, size * _LEAST_SIZE_SHARE)
    # What was made just small enough may be too wide by a rounding.
    while string and text_width(string, smaller) > width * (1.0 + 1e-9):
        string = string.removesuffix(_ELLIPSIS)[:-1]
        string = f"{string}{_ELLIPSIS}" if string else ""
    return string, smaller


@lru_cache(maxsize=16384)
def wrapped(string: str, width: float, size: float) -> tuple[str, ...]:
    """Return the lines of a text that fit a width.

    Latin words stay whole where they fit, Chinese breaks anywhere except before
    closing punctuation.
    """
    lines: list[str] = []
    for paragraph in string.splitlines() or [""]:
        line = ""
        for piece in _pieces(paragraph):
            if text_width(line + piece.rstrip(), size) <= width or not line:
                line += piece
            elif piece in _NOT_AT_LINE_START and len(line) > 1:
                lines.append(line[:-1].rstrip())
                line = line[-1] + piece
            else:
                lines.append(line.rstrip())
                line = piece.lstrip()
            while text_width(line.rstrip(), size) > width and len(line) > 1:
                cut = _letters_that_fit(line, width, size)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip())
    return tuple(lines)


def _pieces(paragraph: str) -> list[str]:
    """Split a text where a line may end."""
    pieces: list[str] = []
    for letter in paragraph:
        is_word = letter.isascii() or letter.isspace()
        if pieces and is_word and pieces[-1][-1].isascii() and pieces[-1][-1] != " ":
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _letters_that_fit(line: str, width: float, size: float) -> int:
    count = len(line) - 1
    while count > 1 and text_width(line[:count], size) > width:
        count -= 1
    return count
