"""Verdicts, cost items and flips of all households as JSON, a list for each household.

Written as text, not through dictionaries: there are some forty entries for each of
thousands of households.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from algorithms.renovation.flips import Flip
from algorithms.renovation.rule_table import PASSED, VERDICT_NAMES

if TYPE_CHECKING:
    from algorithms.renovation.confidence import Confidence
    from algorithms.renovation.cost_items import CostItem
    from algorithms.renovation.flips import Flips
    from algorithms.renovation.rules import Outcome


# Less than a cent is what rounding leaves.
_LEAST_YUAN = 0.01


def json_lists(fragments: Sequence[Sequence[str]]) -> list[str]:
    """Return, per household, the JSON list of its objects; empty objects are left out."""
    return [f"[{','.join(filter(None, objects))}]" for objects in zip(*fragments, strict=True)]


def verdict_fragments(code: str, outcome: Outcome) -> list[str]:
    """Return one rule's verdict at every household as a JSON object, empty where it says nothing.

    Only what differs between households is written: `renovation_texts.read_verdicts`
    adds what is known of the rule.
    """
    count = len(outcome.verdict)
    applies = np.ones(count, dtype=bool) if outcome.applies is None else outcome.applies
    detail = np.full(count, "") if outcome.detail is None else outcome.detail
    return [
        f'{{"rule":"{code}","verdict":"{VERDICT_NAMES[verdict]}"{_pair("value", value)}'
        f"{_pair('limit', limit)}{_SWITCH[verdict != PASSED and stands]}{_named(named)}}}"
        if said
        else ""
        for said, verdict, value, limit, stands, named in zip(
            applies.tolist(),
            outcome.verdict.tolist(),
            outcome.value.tolist(),
            outcome.limit.tolist(),
            outcome.stands.tolist(),
            detail.tolist(),
            strict=True,
        )
    ]


_SWITCH = {True: ',"stands":true', False: ""}


def _pair(name: str, value: float) -> str:
    return f',"{name}":{value:.6g}' if math.isfinite(value) else ""


def _named(detail: str) -> str:
    return f',"detail":{json.dumps(detail, ensure_ascii=False)}' if detail else ""


def _number(value: float) -> str:
    return f"{value:.6g}" if math.isfinite(value) else "null"


def item_fragments(item: CostItem, chosen: NDArray[np.bool_]) -> list[str]:
    """Return one cost item as JSON where it is chosen and comes to something, else empty."""
    kind = "capital" if item.life_years else "annual"
    price = np.broadcast_to(np.asarray(item.unit_price_yuan, dtype=np.float64), chosen.shape)
    shown = chosen & (np.abs(item.amount_yuan) >= _LEAST_YUAN)
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


def flips_json(flips: Flips, confidence: Confidence) -> list[str]:
    """Return, per household, what would turn its choice and what varied plans chose, as JSON."""
    varied = Flip(
        what="varied",
        limit=np.where(confidence.alternative != "", 1.0 - confidence.share, np.nan),
        mode=confidence.alternative,
    )
    return json_lists([
        [
            f'{{"what":"{flip.what}","limit":{_number(limit)}{_pair("now", flip.now)}'
            f'{_mode(mode)}}}'
            if math.isfinite(limit)
            else ""
            for limit, mode in zip(flip.limit.tolist(), flip.mode.tolist(), strict=True)
        ]
        for flip in (*flips.kinds, varied)
    ])  # fmt: skip


def _mode(mode: str) -> str:
    return f',"mode":"{mode}"' if mode else ""
