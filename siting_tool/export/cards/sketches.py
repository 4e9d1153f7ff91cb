"""What is to be built at a house, as a sketch with its sizes; not to scale."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.sheets.sewer_network import level_text, pipe_label

if TYPE_CHECKING:
    from siting_tool.export.cards.card_data import HouseholdCard
    from siting_tool.export.sheets.plan_data import PlanData

_SIZE = 2.1
_WATER = "#a6cee3"
_CHAMBER_SHARES = (2.0, 1.0, 3.0)
"""Volumes of the chambers, 2 : 1 : 3 (STANDARDS 3.2)."""


def draw_sketch(drawing: Drawing, plan: PlanData, box: Rect, card: HouseholdCard) -> None:
    """Draw the tank, the dry toilet or the connection of a household."""
    strip, body = box.take_top(5.5)
    drawing.fitted_text(strip, plan.word(f"sketch_{_kind(card)}"), 2.4, "middle", bold=True)
    body = body.inset(1.5)
    if card.mode == "septic_tank":
        _draw_tank(drawing, plan, body, card)
    elif card.mode == "sewer":
        _draw_connection(drawing, plan, body, card)
    elif card.mode == "dry":
        _draw_dry(drawing, plan, body, card)
    else:
        drawing.paragraph(body, plan.word("sketch_nothing"), 2.6)


def _kind(card: HouseholdCard) -> str:
    if card.mode == "dry":
        return card.variant if card.variant == "double_pit" else "urine_diverting"
    return card.mode if card.mode in {"septic_tank", "sewer"} else "none"


def tank_volume_m3(card: HouseholdCard) -> float:
    """Return the volume of the tank that is paid for, shared or not; NaN where there is none."""
    paid = {item["item"]: float(item["quantity"]) for item in card.cost_items}
    return paid.get("tank_volume", float("nan")) / paid.get("tank", 1.0)


def _draw_tank(drawing: Drawing, plan: PlanData, box: Rect, card: HouseholdCard) -> None:
    """Section of a three-chamber tank with volumes and transfer pipes."""
    notes_box, section = box.take_bottom(21.0)
    ground = section.top - 9.0
    tank = Rect(section.left + 12.0, section.bottom + 2.0, section.width - 18.0, 0.0)
    tank = Rect(tank.left, tank.bottom, tank.width, ground - 3.0 - tank.bottom)
    _draw_ground(drawing, section, ground)
    water = Rect(tank.left, tank.bottom, tank.width, tank.height * 0.72)
    drawing.rect(water, 0.0, _WATER)
    drawing.rect(tank, 0.6)
    walls = tank.left + tank.width * np.cumsum(_CHAMBER_SHARES)[:-1] / sum(_CHAMBER_SHARES)
    edges = [tank.left, *walls.tolist(), tank.right]
    for wall in walls.tolist():
        drawing.line([(wall, tank.bottom), (wall, tank.top)], 0.6)
        low, high = tank.bottom + tank.height * 0.33, tank.bottom + tank.height * 0.62
        drawing.line([(wall - 3.0, low), (wall + 1.5, high)], 1.0, ink.MIDDLE)
    volume = tank_volume_m3(card)
    for number, (left, right) in enumerate(pairwise(edges)):
        middle = (left + right) / 2.0
        drawing.rect(Rect(middle - 2.0, tank.top, 4.0, ground + 1.2 - tank.top), 0.25, ink.WHITE)
        drawing.text(middle, tank.bottom + 6.6, plan.word("chamber", number=number + 1), _SIZE,
                     anchor="middle")  # fmt: skip
        part = volume * _CHAMBER_SHARES[number] / sum(_CHAMBER_SHARES)
        if not np.isnan(part):
            drawing.text(middle, tank.bottom + 3.2, f"{part:.2f} m³", _SIZE, anchor="middle")
    inlet = tank.top - 3.0
    bend = section.left + 4.0
    way = [(section.left, ground + 4.0), (bend, ground + 4.0), (bend, inlet + 2.6),
           (tank.left + 2.0, inlet)]  # fmt: skip
    drawing.line(way, 1.0, ink.MIDDLE)
    drawing.line([(tank.right, inlet - 1.5), (section.right, inlet - 2.0)], 1.0, ink.MIDDLE)
    drawing.text(section.left, ground + 5.4, plan.word("sketch_pan"), _SIZE)
    drawing.text(section.right, inlet - 0.6, plan.word("sketch_use"), _SIZE, anchor="end")
    lines = plan.word("tank_notes", volume=level_text(volume), depth="1.0")
    drawing.paragraph(notes_box, lines, _SIZE, 1.35)


def _draw_ground(drawing: Drawing, section: Rect, ground: float) -> None:
    drawing.line([(section.left, ground), (section.right, ground)], 0.35)
    marks = [np.array([(x, ground), (x - 1.2, ground - 1.2)])
             for x in np.arange(section.left + 2.0, section.right, 4.0)]  # fmt: skip
    drawing.lines(marks, ink.THIN_MM)


def _draw_connection(drawing: Drawing, plan: PlanData, box: Rect, card: HouseholdCard) -> None:
    """Section from the house to the manhole with the lateral's levels."""
    notes_box, section = box.take_bottom(21.0)
    ground = section.top - 14.0
    _draw_ground(drawing, section, ground)
    house = Rect(section.left + 2.0, ground, 16.0, 9.0)
    drawing.rect(house, 0.35)
    drawing.polygon([(house.left - 1.5, house.top), (house.right + 1.5, house.top),
                     (house.left + 8.0, house.top + 4.0)], ink.LIGHT)  # fmt: skip
    chamber = Rect(house.right + 6.0, ground - 12.0, 4.0, 13.0)
    manhole = Rect(
        section.right - 16.0, section.bottom + 3.0, 7.0, ground + 1.0 - section.bottom - 3.0
    )
    for shaft in (chamber, manhole):
        drawing.rect(shaft, 0.5, ink.WHITE)
    start, end = (chamber.right, chamber.bottom + 1.5), (manhole.left, manhole.bottom + 5.0)
    drawing.line([(house.left + 8.0, ground), (house.left + 8.0, ground - 8.0),
                  (chamber.left, chamber.bottom + 2.5)], 0.8, ink.MIDDLE)  # fmt: skip
    drawing.line([start, end], 1.0, "#0072b2")
    lateral = card.lateral
    if lateral:
        middle = ((start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0)
        label = pipe_label(lateral["diameter_m"], lateral["length_m"], lateral["gradient"])
        drawing.text(middle[0], middle[1] + 3.6, label, _SIZE, anchor="middle")
        drawing.text(manhole.left + 3.5, manhole.top + 1.5, str(lateral["down_manhole_id"]), _SIZE,
                     anchor="middle")  # fmt: skip
        drawing.text(chamber.right + 1.0, ground + 1.5, plan.word("sketch_chamber"), _SIZE)
        levels = {
            name: level_text(lateral[f"{name}_m"])
            for name in ("ground_up", "invert_up", "ground_down", "invert_down")
        }
        name = lateral["down_manhole_id"] or "–"
        lines = plan.word("connection_notes", pipe=label, manhole=name, **levels)
        drawing.paragraph(notes_box, lines, _SIZE, 1.35)


def _draw_dry(drawing: Drawing, plan: PlanData, box: Rect, card: HouseholdCard) -> None:
    """Section of a dry toilet: room above, two pits or vault and urine tank below."""
    notes_box, section = box.take_bottom(21.0)
    ground = section.bottom + 15.0
    _draw_ground(drawing, section, ground)
    middle = section.left + section.width / 2.0
    room = Rect(middle - 12.0, ground + 1.5, 24.0, section.top - ground - 6.5)
    drawing.rect(room, 0.5, ink.WHITE)
    drawing.line(
        [(room.right - 2.0, ground - 2.0), (room.right - 2.0, section.top)], 0.8, ink.MIDDLE
    )
    drawing.text(room.left + 2.0, room.top - 4.0, plan.word("sketch_room"), _SIZE)
    drawing.text(room.right, section.top - 3.0, plan.word("sketch_vent"), _SIZE)
    words = ("pit_1", "pit_2") if card.variant == "double_pit" else ("vault", "urine_tank")
    for left, word in ((middle - 13.0, words[0]), (middle + 1.0, words[1])):
        pit = Rect(left, ground - 13.0, 12.0, 12.0)
        drawing.rect(pit, 0.6, ink.PALE)
        name = Rect(pit.left, pit.bottom + 4.0, pit.width, 4.0)
        drawing.fitted_text(name, plan.word(word), _SIZE, "middle")
    note = "double_pit_notes" if card.variant == "double_pit" else "urine_diverting_notes"
    drawing.paragraph(notes_box, plan.word(note), _SIZE, 1.35)
