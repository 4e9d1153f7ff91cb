"""What a report holds, in order; written as a Word file and as a PDF from the same blocks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Title:
    """The report's title with lines below it."""

    words: str
    below: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading; level 1 opens a section."""

    words: str
    level: int


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A paragraph of text, or one item of a list."""

    words: str
    is_item: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """Rows of cells, the first is the heading; equal columns where no widths are given."""

    rows: tuple[tuple[str, ...], ...]
    widths_cm: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as wide as the text, with a caption."""

    path: Path
    caption: str


Block = Title | Heading | Paragraph | ReportTable | Picture

TEXT_WIDTH_CM = 15.8
MARGIN_CM = 2.6
PICTURE_CM = 15.5


@dataclass(kw_only=True)
class ReportDocument:
    """Blocks in the order they are added.

    Attributes
    ----------
    made_at
        When the plan was made; the same plan gives the same files.
    blocks
        What was added.
    """

    made_at: datetime.datetime
    blocks: list[Block] = field(default_factory=list)

    def title(self, words: str, below: Sequence[str]) -> None:
        """Add the title with lines below it."""
        self.blocks.append(Title(words=words, below=tuple(below)))

    def heading(self, words: str, level: int = 1) -> None:
        """Add a heading."""
        self.blocks.append(Heading(words=words, level=level))

    def text(self, words: str) -> None:
        """Add a paragraph."""
        self.blocks.append(Paragraph(words=words))

    def bullets(self, items: Sequence[str]) -> None:
        """Add a list."""
        self.blocks += [Paragraph(words=item, is_item=True) for item in items]

    def table(self, rows: Sequence[Sequence[str]], widths_cm: Sequence[float] = ()) -> None:
        """Add a table whose first row is its heading."""
        even = TEXT_WIDTH_CM / len(rows[0])
        widths = tuple(widths_cm) or (even,) * len(rows[0])
        self.blocks.append(ReportTable(rows=tuple(map(tuple, rows)), widths_cm=widths))

    def picture(self, path: Path, caption: str) -> None:
        """Add a picture, which must stay there until the files are written."""
        self.blocks.append(Picture(path=path, caption=caption))
