"""One page of a household card; what is the same on every card is recorded once per file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from resources.texts import text
from siting_tool.export.cards.qr_code import qr_rects
from siting_tool.export.cards.sketches import draw_sketch
from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.fonts import wrapped
from siting_tool.export.sheets.plan_data import title_of_choice
from siting_tool.export.sheets.tables import Table, draw_table
from siting_tool.project.amounts import amount
from siting_tool.project.renovation_texts import (
    cost_item_title,
    flip_sentence,
    verdict_sentence,
    yuan_text,
)

if TYPE_CHECKING:
    from siting_tool.export.cards.card_data import HouseholdCard
    from siting_tool.export.cards.card_map import CardMap
    from siting_tool.export.sheets.plan_data import PlanData

PAGE_MM = (210.0, 297.0)
_FRAME = Rect(18.0, 8.5, 182.0, 280.0)
_TITLE = Rect(20.0, 273.0, 150.0, 14.0)
_QR = Rect(171.0, 260.0, 27.0, 27.0)
_FACTS = Rect(20.0, 240.0, 150.0, 31.2)
_MODE = Rect(20.0, 229.0, 178.0, 9.0)
_MAP = Rect(20.0, 150.0, 87.0, 72.0)
_SKETCH = Rect(109.0, 150.0, 89.0, 77.0)
_REASONS = Rect(20.0, 116.0, 178.0, 32.0)
_COSTS = Rect(20.0, 54.0, 87.0, 60.0)
_ACCEPTANCE = Rect(109.0, 54.0, 89.0, 60.0)
_SIGNATURES = Rect(20.0, 14.0, 178.0, 38.0)
_FOOT_Y = 10.0
_FACT_ROW = 5.2
_SIZE = 2.5
_SMALL = 2.2
_COST_ROWS = 11
_STAGES = ("pit", "cover", "completion")
_CHECKS = (
    "volume", "depth", "transfer_pipe", "outlet", "room", "pan", "siting", "greywater",
    "odour", "in_use",
)  # fmt: skip


def record_frame(drawing: Drawing, plan: PlanData, name: str) -> None:
    """Record everything that stands on every card."""
    with drawing.form(name, Rect(0.0, 0.0, *PAGE_MM)):
        drawing.rect(_FRAME, ink.THICK_MM)
        title, place = _TITLE.take_top(8.5)
        drawing.fitted_text(title, plan.word("card_title"), 5.0, "middle", bold=True)
        del place
        drawing.rect(_SKETCH, ink.NORMAL_MM)
        strip = Rect(_MAP.left, _MAP.top, _MAP.width, 5.0)
        drawing.fitted_text(strip, plan.word("card_map"), _SIZE, bold=True)
        _draw_acceptance(drawing, plan)
        _draw_signatures(drawing, plan)


def draw_card(
    drawing: Drawing, plan: PlanData, card: HouseholdCard, village: str, frame: str, area: CardMap
) -> None:
    """Draw one card on a page of its own."""
    with drawing.page(*PAGE_MM):
        drawing.place_form(frame)
        _, place = _TITLE.take_top(8.5)
        township = plan.sheet_text("county_name") + plan.sheet_text("township_name")
        drawing.fitted_text(place, f"{township} {village}".strip(), 3.2, "middle")
        drawing.rects(qr_rects(qr_content(card), _QR), ink.BLACK)
        _draw_facts(drawing, card)
        _draw_mode(drawing, plan, card)
        area.draw(_MAP, card.x_m, card.y_m)
        draw_sketch(drawing, plan, _SKETCH, card)
        _draw_reasons(drawing, plan, card)
        _draw_costs(drawing, plan, card)
        drawing.text(_FRAME.left + 1.0, _FOOT_Y + 0.9, plan.word("card_foot"), 1.9)


def qr_content(card: HouseholdCard) -> str:
    """Return a geo URI (RFC 5870) with the position and the household's id.

    Examples
    --------
    ``geo:32.29630,111.71046?q=4206829992000004``
    """
    return f"geo:{card.latitude:.5f},{card.longitude:.5f}?q={card.household_id}"


def _draw_facts(drawing: Drawing, card: HouseholdCard) -> None:
    rows = [
        (*first, *second) for first, second in zip(card.facts[::2], card.facts[1::2], strict=True)
    ]
    table = Table(rows=rows, shares=(1.5, 2.4, 1.5, 2.0), numbers_right=False)
    draw_table(drawing, _FACTS, table, _FACT_ROW / 1.75)


def _draw_mode(drawing: Drawing, plan: PlanData, card: HouseholdCard) -> None:
    drawing.rect(_MODE, ink.NORMAL_MM, ink.PALE)
    mode = title_of_choice("household_modes", "mode", card.mode, plan.language)
    if card.variant:
        variant = title_of_choice("household_modes", "variant", card.variant, plan.language)
        mode = plan.word("card_mode_variant", mode=mode, variant=variant)
    left, right = _MODE.take_left(_MODE.width * 0.56)
    drawing.fitted_text(left, plan.word("card_mode", mode=mode), 3.8, bold=True)
    costs = plan.word(
        "card_costs", capital=f"{card.capital_yuan:,.0f}", annual=f"{card.annual_yuan:,.0f}"
    )
    drawing.fitted_text(right, costs, 3.0, "end")


def _draw_reasons(drawing: Drawing, plan: PlanData, card: HouseholdCard) -> None:
    strip, box = _REASONS.take_top(4.5)
    drawing.fitted_text(strip, plan.word("card_reasons"), _SIZE, bold=True)
    box = Rect(box.left + 0.8, box.bottom, box.width - 1.6, box.height)
    sentences = [card.reason, *_comparison(plan, card), *_flip_lines(plan, card)]
    for sentence in [*sentences, *_verdict_lines(plan, card)]:
        if box.height < _SMALL * 1.4 * len(wrapped(sentence, box.width, _SMALL)):
            break
        _, box = box.take_top(drawing.paragraph(box, sentence, _SMALL))


def _comparison(plan: PlanData, card: HouseholdCard) -> list[str]:
    """Return the whole-life cost of every mode side by side."""
    if all(np.isnan(value) for value in card.present_values_yuan.values()):
        return []
    costs = [
        f"{title_of_choice('household_modes', 'mode', mode, plan.language)}{plan.word('colon')}"
        + (text("renovation.reason.not_possible", plan.language)
           if np.isnan(value) else yuan_text(value, plan.language))
        for mode, value in card.present_values_yuan.items()
    ]  # fmt: skip
    words = text("renovation.whole_life", plan.language)
    return [f"· {words}{plan.word('colon')}{text('renovation.list', plan.language).join(costs)}"]


def _flip_lines(plan: PlanData, card: HouseholdCard) -> list[str]:
    return [f"· {flip_sentence(flip, plan.language)}" for flip in card.flips]


def _verdict_lines(plan: PlanData, card: HouseholdCard) -> list[str]:
    """Return what to check, what costs money or care, and what stands against other modes."""
    own = {card.mode, "any"}
    heeded = [one for one in card.verdicts if one["verdict"] == "unknown" and one["mode"] in own]
    heeded += [
        one
        for one in card.verdicts
        if one["verdict"] == "failed" and one["mode"] == card.mode and not one["blocks"]
    ]
    against = [
        one
        for one in card.verdicts
        if one["verdict"] == "failed" and one.get("blocks") and one["mode"] not in {*own, "keep"}
    ]
    return [_verdict_line(plan, entry) for entry in (*heeded, *against)]


def _verdict_line(plan: PlanData, entry: Mapping[str, Any]) -> str:
    mode = entry["mode"]
    sentence = verdict_sentence(entry, plan.language)
    if mode == "any":
        return f"· {sentence}"
    title = title_of_choice("household_modes", "mode", mode, plan.language)
    return f"· {title}{plan.word('colon')}{sentence}"


def _draw_costs(drawing: Drawing, plan: PlanData, card: HouseholdCard) -> None:
    items = card.cost_items
    rows = [
        (
            cost_item_title(item, plan.language),
            f"{amount(item['quantity'], item['unit'])} {plan.unit(item['unit'])}".strip(),
            amount(item["unit_price_yuan"], "yuan"),
            amount(item["amount_yuan"], "yuan"),
            plan.word("yearly") if item["kind"] == "annual" else "",
        )
        for item in items
    ]
    rows.append((plan.word("capital_total"), "", "", f"{card.capital_yuan:,.0f}", ""))
    rows.append(
        (plan.word("annual_total"), "", "", f"{card.annual_yuan:,.0f}", plan.word("yearly"))
    )
    table = Table(
        title=plan.word("card_cost_items"),
        header=(plan.word("item"), plan.word("quantity"), plan.word("unit_price"),
                plan.word("amount"), ""),
        rows=rows, shares=(3.6, 1.7, 1.4, 1.5, 0.9),
    )  # fmt: skip
    draw_table(drawing, _COSTS, table, _SMALL * min(1.0, _COST_ROWS / max(len(items), 1)))


def _draw_acceptance(drawing: Drawing, plan: PlanData) -> None:
    stages = Table(
        title=plan.word("card_acceptance"),
        header=(plan.word("stage"), plan.word("date"), plan.word("result"),
                plan.word("inspector")),
        rows=[(plan.word(f"stage_{stage}"), "", plan.word("pass_fail"), "") for stage in _STAGES],
        shares=(2.4, 1.6, 2.0, 1.9),
    )  # fmt: skip
    rest = draw_table(drawing, _ACCEPTANCE, stages, 2.5)
    _, rest = rest.take_top(1.0)
    half = len(_CHECKS) // 2
    rows = [
        (plan.word(f"check_{left}"), plan.word("tick"), plan.word(f"check_{right}"),
         plan.word("tick"))
        for left, right in zip(_CHECKS[:half], _CHECKS[half:], strict=True)
    ]  # fmt: skip
    draw_table(drawing, rest, Table(rows=rows, shares=(3.2, 1.2, 3.2, 1.2)), _SMALL * 1.15)


def _draw_signatures(drawing: Drawing, plan: PlanData) -> None:
    words = ("sign_householder", "sign_thumbprint", "sign_builder", "sign_village_check",
             "sign_township_check")  # fmt: skip
    for box, word in zip(_SIGNATURES.columns(len(words)), words, strict=True):
        drawing.rect(box, ink.NORMAL_MM)
        strip, _ = box.take_top(5.0)
        drawing.fitted_text(strip, plan.word(word), _SMALL, "middle")
        foot, _ = box.take_bottom(5.0)
        if word != "sign_thumbprint":
            drawing.fitted_text(foot, plan.word("date_blank"), _SMALL, "end")
