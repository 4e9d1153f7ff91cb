"""A report as PDF with the bundled Chinese font, page numbers and bookmarks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    Image,
    LongTable,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as Lines

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.fonts import FONT, printable, register_font, wrapped
from siting_tool.export.report.document import (
    MARGIN_CM,
    PICTURE_CM,
    TEXT_WIDTH_CM,
    Block,
    Heading,
    Paragraph,
    Picture,
    ReportDocument,
    ReportTable,
    Title,
)

_WIDTH_PT = TEXT_WIDTH_CM * cm
_LEADING = 1.5
_TEXT_PT, _CELL_PT, _TITLE_PT = 10.5, 8.5, 22.0
_HEADING_PT = {1: 16.0, 2: 13.0, 3: 12.0}
_CELL_PAD_PT = 3.0
# reportlab's frames keep so much free on each side.
_FRAME_PAD_PT = 6.0
_INDENT_PT = 14.0
# A heading with less room below it goes to the next page.
_ROOM_BELOW_HEADING_PT = 4.0 * cm
_MIDDLE = 1
_HIGHEST_PICTURE_PT = 22.0 * cm


def write_pdf(report: ReportDocument, path: Path) -> None:
    """Write the report as PDF; the same report gives the same bytes."""
    register_font()
    title = next((block.words for block in report.blocks if isinstance(block, Title)), "")
    template = _Template(
        str(path), pagesize=A4, leftMargin=MARGIN_CM * cm, rightMargin=MARGIN_CM * cm,
        topMargin=2.2 * cm, bottomMargin=2.2 * cm, title=title, invariant=1, pageCompression=1,
        initialFontName=FONT,
    )  # fmt: skip
    template.build(
        [part for block in report.blocks for part in _flowables(block)],
        onFirstPage=_number_page,
        onLaterPages=_number_page,
    )


class _Lines(Lines):  # type: ignore[misc]  # reportlab has no types
    """Lines broken by the rules of the sheets; a heading also is a bookmark."""

    def __init__(self, words: str, size: float, *, level: int = 0, **look: Any) -> None:
        style = ParagraphStyle(
            "lines", fontName=FONT, fontSize=size, leading=size * _LEADING, **look
        )
        words = printable(words)
        # A little less than the room, so that rounding does not break a line again.
        room = _WIDTH_PT - 2.0 * _FRAME_PAD_PT - style.leftIndent - 1.0
        super().__init__("<br/>".join(map(escape, wrapped(words, room, size))), style)
        self.bookmark, self.level = (words, level) if level else ("", 0)


class _Template(SimpleDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """Pages that add a bookmark for every heading."""

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - called by reportlab
        bookmark = getattr(flowable, "bookmark", "")
        if bookmark:
            key = f"heading-{id(flowable)}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(bookmark, key, flowable.level - 1)


def _number_page(canvas: Any, template: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, _CELL_PT)
    canvas.drawCentredString(A4[0] / 2.0, 1.2 * cm, str(template.page))


def _flowables(block: Block) -> Sequence[Flowable]:
    match block:
        case Title():
            lines = [_Lines(line, _TEXT_PT, alignment=_MIDDLE) for line in block.below]
            return [_Lines(block.words, _TITLE_PT, alignment=_MIDDLE), *lines]
        case Heading():
            size = _HEADING_PT[block.level]
            heading = _Lines(block.words, size, level=block.level, spaceBefore=size, spaceAfter=4.0)
            return [CondPageBreak(_ROOM_BELOW_HEADING_PT), heading]
        case Paragraph():
            words = f"• {block.words}" if block.is_item else block.words
            indent = _INDENT_PT if block.is_item else 0.0
            return [_Lines(words, _TEXT_PT, leftIndent=indent, spaceAfter=3.0)]
        case ReportTable():
            return [_table(block), Spacer(1.0, _TEXT_PT)]
        case Picture():
            return _picture(block)


def _table(block: ReportTable) -> LongTable:
    widths = [width * cm for width in block.widths_cm]
    cells = [
        [
            "\n".join(wrapped(printable(words), width - 2.0 * _CELL_PAD_PT, _CELL_PT))
            for words, width in zip(row, widths, strict=True)
        ]
        for row in block.rows
    ]
    everywhere = (0, 0), (-1, -1)
    look = TableStyle(
        [
            ("FONT", *everywhere, FONT, _CELL_PT, _CELL_PT * 1.3),
            ("GRID", *everywhere, 0.4, colors.HexColor(ink.DARK)),
            ("VALIGN", *everywhere, "TOP"),
            ("LEFTPADDING", *everywhere, _CELL_PAD_PT),
            ("RIGHTPADDING", *everywhere, _CELL_PAD_PT),
            ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor(ink.PALE)),
        ]
    )
    return LongTable(cells, colWidths=widths, repeatRows=1, style=look, hAlign="LEFT")


def _picture(block: Picture) -> Sequence[Flowable]:
    width, height = ImageReader(str(block.path)).getSize()
    share = min(PICTURE_CM * cm / width, _HIGHEST_PICTURE_PT / height)
    image = Image(str(block.path), width * share, height * share)
    caption = _Lines(block.caption, _TEXT_PT, alignment=_MIDDLE, spaceAfter=_TEXT_PT)
    return [CondPageBreak(height * share + 3.0 * _TEXT_PT), image, caption]
