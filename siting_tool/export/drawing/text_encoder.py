"""Texts as strings of the embedded font's subsets."""

from __future__ import annotations

from typing import Any

from reportlab.lib.rl_accel import escapePDF
from reportlab.pdfbase import pdfmetrics

from siting_tool.export.drawing.fonts import FONT, printable


class TextEncoder:
    """Letters of one PDF file as codes of its font subsets; every text is encoded once.

    Parameters
    ----------
    document
        Reportlab's document, which collects the letters that are embedded.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._font: Any = pdfmetrics.getFont(FONT)
        self._known: dict[str, tuple[tuple[str, str], ...]] = {}

    def shown(self, text: str, size_mm: float) -> str:
        """Return the operators that choose the font and show a text."""
        parts = self._known.get(text)
        if parts is None:
            parts = self._known[text] = self._encode(text)
        return " ".join([f"{font} {size_mm:.3f} Tf ({codes}) Tj" for font, codes in parts])

    def _encode(self, text: str) -> tuple[tuple[str, str], ...]:
        pieces = self._font.splitString(printable(text), self._document)
        return tuple(
            (self._font.getSubsetInternalName(subset, self._document), escapePDF(codes))
            for subset, codes in pieces
        )
