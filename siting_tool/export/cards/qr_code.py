"""QR codes as rectangles."""

from __future__ import annotations

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from siting_tool.export.drawing.boxes import Rect

_MASK = 2
"""Any of the eight masks is valid; trying them all for the prettiest takes eight times as long."""
QUIET_MODULES = 4


def qr_modules(content: str) -> list[list[bool]]:
    """Return the dark modules of a QR code (ISO/IEC 18004, error correction level M)."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(content)
    code.version = code.calculate_version()
    code.makeImpl(False, _MASK)
    return [[bool(module) for module in row] for row in code.modules]


def qr_rects(content: str, box: Rect) -> list[Rect]:
    """Return the dark runs of a QR code in a square box, with the quiet zone around it."""
    modules = qr_modules(content)
    count = len(modules)
    size = min(box.width, box.height) / (count + 2 * QUIET_MODULES)
    left, top = box.left + QUIET_MODULES * size, box.top - QUIET_MODULES * size
    rects = []
    for row, line in enumerate(modules):
        start = -1
        for column, is_dark in enumerate([*line, False]):
            if is_dark and start < 0:
                start = column
            elif not is_dark and start >= 0:
                rects.append(
                    Rect(left + start * size, top - (row + 1) * size, (column - start) * size, size)
                )
                start = -1
    return rects
