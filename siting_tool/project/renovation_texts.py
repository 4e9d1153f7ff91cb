"""Verdicts, cost items and flips as JSON, and their sentences in both languages."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from algorithms.renovation.cost_items import CostItem
from algorithms.renovation.flips import Flips
from algorithms.renovation.rules import FAILED, VERDICT_NAMES, Outcome, Rule
from resources.texts import Language, text

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues


def verdict_sentence(entry: Mapping[str, Any], language: Language) -> str:
    """Return one verdict of a household's ``verdicts`` as a sentence.

    Examples
    --------
    >>> entry = {"rule": "tank_source", "verdict": "failed", "value": 12.0, "limit": 30.0}
    >>> verdict_sentence(entry, "en")
    'The drinking-water source is only 12 m away, at least 30 m are required.'
    """
    values = {key: _shown(entry.get(key)) for key in ("value", "limit", "unit", "plant")}
    return text(f"rule.{entry['rule']}", language, part=str(entry["verdict"]), **values)


def cost_item_title(entry: Mapping[str, Any], language: Language) -> str:
    """Return the title of one entry of a household's ``cost_items``."""
    return text(f"cost_item.{entry['item']}", language)


def flip_sentence(entry: Mapping[str, Any], language: Language) -> str:
    """Return one entry of a household's ``flips`` as a sentence."""
    return text(f"flip.{entry['what']}", language, limit=_shown(entry["limit"]))


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float | int) else str(value)


def _number(value: float) -> str:
    return f"{value:.6g}" if math.isfinite(value) else "null"


_SWITCH = {True: "true", False: "false"}


def verdict_fragments(rule: Rule, outcome: Outcome, values: ParameterValues) -> list[str]:
    """Return one rule's verdict at every household as a JSON object."""
    parameter = values.profile[rule.parameter]
    head = f'"mode":"{rule.mode}","rule":"{rule.code}",'
    blocks = rule.blocks & ((outcome.verdict != FAILED) | ~outcome.stands)
    tail = (
        f'"unit":{json.dumps(rule.unit)},"parameter":"{rule.parameter}",'
        f'"source":{json.dumps(parameter.source, ensure_ascii=False)},'
        f'"certainty":"{parameter.certainty}"'
    )
    return [
        f'{{{head}"blocks":{_SWITCH[is_block]},"verdict":"{VERDICT_NAMES[verdict]}",'
        f'"value":{_number(value)},"limit":{_number(limit)},'
        f'"assumed":{_SWITCH[verdict < 0 and stands]},{tail}}}'
        for is_block, verdict, value, limit, stands in zip(
            blocks.tolist(),
            outcome.verdict.tolist(),
            outcome.value.tolist(),
            outcome.limit.tolist(),
            outcome.stands.tolist(),
            strict=True,
        )
    ]


def json_lists(fragments: Sequence[Sequence[str]]) -> list[str]:
    """Return, per household, the JSON list of its objects; empty objects are left out."""
    return [f"[{','.join(filter(None, objects))}]" for objects in zip(*fragments, strict=True)]


def item_fragments(item: CostItem, chosen: NDArray[np.bool_]) -> list[str]:
    """Return one cost item as JSON where it is chosen and not 0, empty elsewhere."""
    kind = "capital" if item.life_years else "annual"
    price = np.broadcast_to(np.asarray(item.unit_price_yuan, dtype=np.float64), chosen.shape)
    shown = chosen & (item.amount_yuan != 0.0)
    return [
        f'{{"item":"{item.code}","quantity":{_number(quantity)},"unit":"{item.unit}",'
        f'"unit_price_yuan":{_number(unit_price)},"amount_yuan":{_number(amount)},'
        f'"kind":"{kind}","life_years":{item.life_years}}}'
        if is_shown
        else ""
        for is_shown, quantity, unit_price, amount in zip(
            shown.tolist(),
            item.quantity.tolist(),
            price.tolist(),
            item.amount_yuan.tolist(),
            strict=True,
        )
    ]


def flips_json(flips: Flips) -> list[str]:
    """Return, per household, what would turn its choice, as JSON."""
    kinds = (
        ("price_per_m", flips.price_factor),
        ("neighbours", flips.more_neighbours),
        ("neighbours_fewer", flips.fewer_neighbours),
    )
    fragments = [
        [
            f'{{"what":"{what}","limit":{_number(limit)}}}' if np.isfinite(limit) else ""
            for limit in values.tolist()
        ]
        for what, values in kinds
    ]
    return json_lists(fragments)
