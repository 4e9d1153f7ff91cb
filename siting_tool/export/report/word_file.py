"""A report as a Word file in the manner of a Chinese office: SimSun text, SimHei headings."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from siting_tool.export.report.document import (
    MARGIN_CM,
    PICTURE_CM,
    Block,
    Heading,
    Paragraph,
    Picture,
    ReportDocument,
    ReportTable,
    Title,
)
from siting_tool.export.written_file import save_from_memory


def write_word(report: ReportDocument, path: Path) -> None:
    """Write the report as DOCX."""
    document = _empty_document(report)
    for block in report.blocks:
        _add(document, block)
    save_from_memory(path, document.save)


def _empty_document(report: ReportDocument) -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    _set_font(document, "Normal", "SimSun", 11)
    for level, size in ((1, 16), (2, 13), (3, 12)):
        _set_font(document, f"Heading {level}", "SimHei", size)
    _number_pages(document)
    properties = document.core_properties
    properties.created = properties.modified = report.made_at
    properties.author = "siting_tool"
    return document


def _set_font(document: Document, style_name: str, family: str, size: float) -> None:
    style = document.styles[style_name]
    style.font.name = family
    style.font.size = Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), family)


def _number_pages(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page = OxmlElement("w:fldSimple")
    page.set(qn("w:instr"), "PAGE")
    paragraph._p.append(page)


def _add(document: Document, block: Block) -> None:
    match block:
        case Title():
            _add_title(document, block)
        case Heading():
            document.add_heading(block.words, block.level)
        case Paragraph():
            document.add_paragraph(block.words, style="List Bullet" if block.is_item else None)
        case ReportTable():
            _add_table(document, block)
        case Picture():
            document.add_picture(str(block.path), width=Cm(PICTURE_CM))
            _add_centred(document, block.caption)


def _add_title(document: Document, title: Title) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(title.words)
    run.bold = True
    run.font.size = Pt(22)
    for line in title.below:
        _add_centred(document, line)


def _add_centred(document: Document, words: str) -> None:
    document.add_paragraph(words).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_table(document: Document, block: ReportTable) -> None:
    table = document.add_table(rows=0, cols=len(block.widths_cm))
    table.style = "Table Grid"
    for number, row in enumerate(block.rows):
        line = table.add_row()
        if number == 0:
            # The heading stands again at the top of every page.
            line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, words, width in zip(line.cells, row, block.widths_cm, strict=True):
            run = cell.paragraphs[0].add_run(words)
            run.font.size = Pt(9)
            run.bold = number == 0
            cell.width = Cm(width)
    document.add_paragraph()
