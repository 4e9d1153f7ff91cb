"""The report read back by python-docx and pypdf: sections, tables, pictures, both languages."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime

import docx
import pypdf
import pytest

from resources.texts import all_texts, text
from siting_tool.export.report.document import ReportDocument
from siting_tool.export.report.pdf_file import write_pdf
from siting_tool.export.report.report import write_report
from tests.helpers.small_plan import small_project

SECTIONS = ("task", "data", "method", "results", "sensitivity", "money", "schedule", "open")


@pytest.fixture(scope="module", params=["zh", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def folder(language, tmp_path_factory):
    """Return the folder with both files of the report."""
    project = small_project()
    place = tmp_path_factory.mktemp("report")
    written = write_report(project, project.scenario(), place, language)
    assert [item.path for item in written] == ["report/report.docx", "report/report.pdf"]
    assert {item.kind for item in written} == {"report"}
    return place / "report"


@pytest.fixture(scope="module")
def report(language, folder):
    """Return the language and the Word document."""
    return language, docx.Document(str(folder / "report.docx"))


@pytest.fixture(scope="module")
def pdf(folder):
    return pypdf.PdfReader(folder / "report.pdf")


def without_spaces(words):
    """Return a text without what lines are broken at."""
    return "".join(words.split())


def table_under(document, heading_cell):
    """Return the rows of the table whose first heading is the given one."""
    for table in document.tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if rows[0][0] == heading_cell:
            return rows
    raise AssertionError(heading_cell)


def test_sections_stand_in_the_order_an_officer_reads(report):
    language, document = report
    headings = [item.text for item in document.paragraphs if item.style.name == "Heading 1"]
    assert headings == [text(f"report.{name}", language) for name in SECTIONS]


def test_the_map_and_the_charts_are_in_it(report):
    _, document = report
    assert len(document.inline_shapes) >= 4


def test_modes_by_village_add_up(report):
    """Village one: two sewers and a tank; village two: dry, undecided and keep."""
    language, document = report
    rows = table_under(document, text("report.modes.village", language))
    assert [row[1:] for row in rows[1:]] == [
        ["2", "1", "0", "0", "0"],
        ["0", "0", "1", "1", "1"],
        ["2", "1", "1", "1", "1"],
    ]


def test_confidence_counts_every_household_once(report):
    """0.95 and twice 1.0 are certain, 0.9 likely, 0.5 open, one was not tested."""
    language, document = report
    rows = table_under(document, text("report.sensitivity.confidence", language))
    assert [sum(map(int, row[1:])) for row in rows[1:]] == [3, 1, 1, 1]


def test_uncertain_households_are_listed(report):
    """One of six has a confidence of 0.5."""
    language, document = report
    rows = table_under(document, text("report.sensitivity.household", language))
    assert len(rows) == 2
    assert rows[1][3] == "50%"


def test_funding_leaves_the_rest_to_own_funds(report):
    """22500 for households and 90000 for a toilet, less 4 households at each source's subsidy."""
    language, document = report
    rows = table_under(document, text("report.funding.source", language))
    amounts = [int(row[3].replace(",", "")) for row in rows[1:]]
    assert sum(amounts) == 22_500 + 90_000
    assert rows[1][1:] == ["4", "400", "1,600"]


def test_every_parameter_shows_its_source_and_certainty(report):
    language, document = report
    rows = table_under(document, text("report.parameters.title", language))
    profile = small_project().parameter_values().profile
    assert len(rows) == len(profile) + 1
    shown = {row[2] for row in rows[1:]}
    assert shown >= {item.shown_source(language) for item in profile.values()}
    assert all(row[2] and row[3] for row in rows)


def test_chinese_letters_have_a_chinese_font(report):
    _, document = report
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia")


def test_no_text_is_left_as_an_id(report):
    _, document = report
    ids = set(all_texts())
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert not ids & {*cells, *(item.text for item in document.paragraphs)}


def test_the_pdf_holds_every_word_of_the_word_file(report, pdf):
    _, document = report
    shown = without_spaces("".join(page.extract_text() for page in pdf.pages))
    wanted = [item.text for item in document.paragraphs]
    wanted += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert [words for words in wanted if without_spaces(words) not in shown] == []


def test_the_pdf_has_the_pictures_and_a_bookmark_for_every_section(report, pdf):
    language, document = report
    assert sum(len(page.images) for page in pdf.pages) == len(document.inline_shapes)
    sections = [item["/Title"] for item in pdf.outline if isinstance(item, dict)]
    assert sections == [text(f"report.{name}", language) for name in SECTIONS]


def test_the_pdf_embeds_its_fonts(pdf):
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_other_programs_find_the_text_of_the_pdf(language, folder):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    command = ["pdftotext", "-raw", str(folder / "report.pdf"), "-"]
    read = subprocess.run(command, capture_output=True, text=True, check=True)
    shown = without_spaces(read.stdout)
    for name in SECTIONS:
        assert without_spaces(text(f"report.{name}", language)) in shown
    assert "青石岭镇" in shown


def test_no_line_of_the_pdf_is_broken_twice(language, tmp_path):
    """Only the last line of a paragraph is short: none was too long for its frame."""
    report = ReportDocument(made_at=datetime(2026, 5, 1, tzinfo=UTC))
    words = text("report.method.site", language) * 4
    report.text(words)
    write_pdf(report, tmp_path / "report.pdf")
    page = pypdf.PdfReader(tmp_path / "report.pdf").pages[0]
    lines = [line for line in page.extract_text().splitlines() if len(line) > 1]
    assert len(lines) > 4
    assert min(len(line) for line in lines[:-1]) > 0.75 * max(len(line) for line in lines)
