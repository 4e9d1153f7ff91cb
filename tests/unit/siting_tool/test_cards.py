"""Household cards: a page each, the numbers of the plan, a QR code that reads back."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader

from siting_tool.export.cards.card_data import CardSource
from siting_tool.export.cards.card_page import qr_content
from siting_tool.export.cards.cards import write_cards
from siting_tool.export.cards.qr_code import QUIET_MODULES, qr_modules, qr_rects
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.sheets.plan_data import PlanData
from siting_tool.project.project import Scenario
from tests.helpers.small_plan import small_project

DATA_CODEWORDS = {1: 16, 2: 28, 3: 44}
"""Of versions with a single block at level M (ISO/IEC 18004, table 9)."""


def read_qr(modules):
    """Read a small QR code of level M as a scanner does, trusting that nothing is damaged."""
    grid = np.array(modules, dtype=int)
    size = len(grid)
    version = (size - 17) // 4
    format_bits = [*grid[8, :6], grid[8, 7], grid[8, 8], grid[7, 8], *grid[5::-1, 8]]
    word = int("".join(map(str, format_bits)), 2) ^ 0b101010000010010
    assert word >> 13 == 0b00, "error correction level M"
    mask = (word >> 10) & 7
    rows, columns = np.mgrid[:size, :size]
    masks = {2: columns % 3 == 0, 0: (rows + columns) % 2 == 0, 1: rows % 2 == 0}
    plain = grid ^ masks[mask]
    taken = np.zeros((size, size), dtype=bool)
    taken[:9, :9] = taken[:9, -8:] = taken[-8:, :9] = True
    taken[6, :] = taken[:, 6] = True
    if version > 1:
        taken[size - 9 : size - 4, size - 9 : size - 4] = True
    bits, upward = [], True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for row in range(size - 1, -1, -1) if upward else range(size):
            bits += [plain[row, column] for column in (right, right - 1) if not taken[row, column]]
        upward = not upward
    stream = "".join(map(str, bits[: 8 * DATA_CODEWORDS[version]]))
    assert stream[:4] == "0100", "byte mode"
    length = int(stream[4:12], 2)
    content = stream[12 : 12 + 8 * length]
    return bytes(int(content[at : at + 8], 2) for at in range(0, len(content), 8)).decode()


@pytest.mark.parametrize(
    "content", ["geo:1,2?q=H1", "geo:32.29630,111.71046?q=4206829992000004", "Liechtenstein 9490"]
)
def test_a_qr_code_reads_back(content):
    assert read_qr(qr_modules(content)) == content


def test_the_runs_of_a_qr_code_cover_its_dark_modules():
    modules = np.array(qr_modules("geo:1,2?q=H1"))
    rects = qr_rects("geo:1,2?q=H1", Rect(0.0, 0.0, 29.0, 29.0))
    assert len(modules) + 2 * QUIET_MODULES == 29
    assert round(sum(one.width * one.height for one in rects)) == modules.sum()


@pytest.fixture(scope="module")
def project():
    return small_project()


@pytest.fixture(scope="module")
def pages(project, tmp_path_factory):
    """Texts of the pages by language and file."""
    answer = {}
    for language in ("zh", "en"):
        folder = tmp_path_factory.mktemp(language)
        for one in write_cards(project, project.scenario(), folder, language):
            reader = PdfReader(io.BytesIO((folder / one.path).read_bytes()))
            texts = [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]
            answer[language, Path(one.path).stem] = texts
    return answer


def test_a_page_for_each_household_that_does_not_keep_its_toilet(pages):
    assert {key: len(texts) for key, texts in pages.items() if key[0] == "zh"} == {
        ("zh", "cards_420682999201_甲村"): 3,
        ("zh", "cards_420682999202_乙村"): 2,
    }


def test_a_card_shows_who_what_why_and_how_much(pages):
    first = pages["zh", "cards_420682999201_甲村"][0]
    for words in ("H1", "纳管", "便宜", "8,000", "DN110-10.0-0.0100", "旱厕", "手印", "分段验收"):
        assert words in first
    third = pages["zh", "cards_420682999201_甲村"][2]
    for words in ("三格化粪池（单户化粪池）", "有地", "4,000", "第1池"):
        assert words in third


def test_a_card_in_english(pages):
    texts = pages["en", "cards_420682999202_乙村"]
    assert "Dry toilet (Urine-diverting)" in texts[0]
    assert "no water" in texts[0]
    assert "Undecided" in texts[1]
    assert "Thumbprint" in texts[1]


def test_coordinates_are_those_of_the_household(project):
    """EPSG:4546 has its central meridian at 111 degrees east, 500 km to its west is x = 0."""
    plan = PlanData(project=project, scenario=project.scenario(), language="zh")
    cards = list(CardSource(plan=plan).cards("420682999201"))
    first = cards[0]
    assert (first.x_m, first.y_m) == (566_000.0, 3_575_100.0)
    assert 111.70 < first.longitude < 111.71
    assert 32.29 < first.latitude < 32.30
    assert qr_content(first) == f"geo:{first.latitude:.5f},{first.longitude:.5f}?q=H1"
    assert [card.mode for card in cards] == ["sewer", "sewer", "septic_tank"]


def test_chambers_share_the_volume_that_is_paid_for(project, tmp_path):
    """3 m3 in the ratio 2 : 1 : 3 are 1.00, 0.50 and 1.50 m3."""
    modes = project.scenario().results["household_modes"].copy()
    items = [{"item": "tank_volume", "quantity": 3.0, "unit": "m3", "unit_price_yuan": 800.0,
              "amount_yuan": 2400.0, "kind": "capital", "life_years": 20}]  # fmt: skip
    modes["cost_items"] = [json.dumps(items)] * len(modes)
    scenario = replace(
        project.scenario(), results={**project.scenario().results, "household_modes": modes}
    )
    first = write_cards(project, scenario, tmp_path, "zh")[0]
    reader = PdfReader(io.BytesIO((tmp_path / first.path).read_bytes()))
    text = reader.pages[2].extract_text()
    for words in ("1.00 m³", "0.50 m³", "1.50 m³", "有效容积 3.00 m³"):
        assert words in text


def test_the_same_plan_gives_the_same_bytes(project, tmp_path):
    for name in ("a", "b"):
        write_cards(project, project.scenario(), tmp_path / name, "zh")
    for path in (tmp_path / "a" / "cards").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / "cards" / path.name).read_bytes()


def test_no_cards_before_there_are_modes(project, tmp_path):
    assert write_cards(project, Scenario(name="main"), tmp_path, "zh") == []
    assert list(tmp_path.iterdir()) == []
