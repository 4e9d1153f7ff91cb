"""A Word document in the manner of a Chinese office: SimSun text, SimHei headings, grid tables."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor


class ReportDocument:
    """Paragraphs, tables and pictures in the order they are added."""

    def __init__(self, made_at: datetime.datetime) -> None:
        self._document: Document = docx.Document()
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.6)
        self._set_font("Normal", "SimSun", 11)
        for level, size in ((1, 16), (2, 13), (3, 12)):
            self._set_font(f"Heading {level}", "SimHei", size)
        properties = self._document.core_properties
        # The same plan gives the same file.
        properties.created = properties.modified = made_at
        properties.author = "siting_tool"

    def _set_font(self, style_name: str, family: str, size: float) -> None:
        style = self._document.styles[style_name]
        style.font.name = family
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), family)

    def title(self, words: str, below: Sequence[str]) -> None:
        """Add the title with lines below it."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(words)
        run.bold = True
        run.font.size = Pt(22)
        for line in below:
            self._document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def heading(self, words: str, level: int = 1) -> None:
        """Add a heading."""
        self._document.add_heading(words, level)

    def text(self, words: str) -> None:
        """Add a paragraph."""
        self._document.add_paragraph(words)

    def bullets(self, items: Sequence[str]) -> None:
        """Add a list."""
        for item in items:
            self._document.add_paragraph(item, style="List Bullet")

    def table(self, rows: Sequence[Sequence[str]], widths_cm: Sequence[float] = ()) -> None:
        """Add a table whose first row is its heading."""
        table = self._document.add_table(rows=0, cols=len(rows[0]))
        table.style = "Table Grid"
        for number, row in enumerate(rows):
            cells = table.add_row().cells
            for column, words in enumerate(row):
                cell = cells[column]
                run = cell.paragraphs[0].add_run(words)
                run.font.size = Pt(9)
                run.bold = number == 0
                if widths_cm:
                    cell.width = Cm(widths_cm[column])
        self._document.add_paragraph()

    def picture(self, path: Path, caption: str) -> None:
        """Add a picture as wide as the text, with a caption."""
        self._document.add_picture(str(path), width=Cm(15.5))
        self._document.add_paragraph(caption).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def save(self, path: Path) -> None:
        """Write the file."""
        self._document.save(str(path))
