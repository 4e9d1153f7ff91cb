"""Household cards: one PDF per village, one page per household that is renovated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorithms.progress import SILENT, Progress
from siting_tool.export.cards.card_data import CardSource
from siting_tool.export.cards.card_map import CardMap
from siting_tool.export.cards.card_page import draw_card, record_frame
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.file_names import make_folder, safe_name
from siting_tool.export.sheets.plan_data import PlanData
from siting_tool.export.written_file import WrittenFile

if TYPE_CHECKING:
    from pathlib import Path

    from resources.texts import Language
    from siting_tool.export.drawing.map_layer import MapLayer
    from siting_tool.project.project import Project, Scenario

FOLDER = "cards"
_STAGE = "stage.cards"
_ROLES = ("water", "roads", "sewers", "sewer_pipes", "household_modes", "manholes",
          "treatment_plants", "treatment_sites", "toilet_sites")  # fmt: skip
_FRAME_FORM = "card-frame"


def write_cards(
    project: Project,
    scenario: Scenario,
    folder: Path,
    language: Language,
    progress: Progress = SILENT,
) -> list[WrittenFile]:
    """Write the cards of every village with households to renovate.

    Parameters
    ----------
    project, scenario
        The plan; nothing is written before it has modes.
    folder
        Folder of the export; the cards go into ``cards`` below it.
    language
        Of every word on the cards.
    progress
        Told before each village; may raise `CancelledError`.

    Raises
    ------
    WriteError
        When a file cannot be written; the earlier one stays.
    """
    if "household_modes" not in scenario.results:
        return []
    plan = PlanData(project=project, scenario=scenario, language=language)
    source = CardSource(plan=plan)
    layers = [plan.map_layer(role) for role in _ROLES]
    make_folder(folder / FOLDER)
    written = []
    for number, village in enumerate(plan.villages):
        progress.report(_STAGE, number / len(plan.villages))
        cards = list(source.cards(village.code))
        if not cards:
            continue
        name = f"cards_{safe_name(village.code, village.name)}.pdf"
        title = plan.word("cards_title", village=village.name, count=len(cards))
        with Drawing(folder / FOLDER / name, title) as drawing:
            record_frame(drawing, plan, _FRAME_FORM)
            area = CardMap(drawing, _filled(layers))
            for card in cards:
                draw_card(drawing, plan, card, village.name, _FRAME_FORM, area)
        written.append(WrittenFile(path=f"{FOLDER}/{name}", kind="cards", title=title))
    return written


def _filled(layers: list[MapLayer]) -> list[MapLayer]:
    return [layer for layer in layers if len(layer.geometry)]
