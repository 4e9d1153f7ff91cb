"""Verdicts, cost items and flips of a household as sentences in both languages.

The household layer keeps of each verdict only what differs between households;
what a rule is about stands in `rule_table`, source and certainty with the
parameter that holds its limit. Nothing here computes, so the window may import it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from algorithms.renovation.rule_table import RULE_BY_CODE
from resources.catalogue import Parameter
from resources.texts import Language, all_texts, text
from siting_tool.project.amounts import NOT_KNOWN, amount, amount_and_limit


def read_verdicts(content: str | None) -> list[dict[str, Any]]:
    """Return the verdicts of a household with everything that is known of their rules.

    Parameters
    ----------
    content
        Value of the column ``verdicts``.

    Returns
    -------
    Entries with mode, rule, verdict (passed, failed, unknown), value, limit,
    unit, parameter, detail; ``assumed`` tells that a verdict not known was taken
    to hold, ``blocks`` that it rules the mode out unless it passes.
    """
    return [_completed(entry) for entry in json.loads(content or "[]")]


def _completed(entry: Mapping[str, Any]) -> dict[str, Any]:
    rule = RULE_BY_CODE[entry["rule"]]
    verdict, stands = entry["verdict"], bool(entry.get("stands", entry.get("assumed", False)))
    return {
        "value": None,
        "limit": None,
        "detail": "",
        "mode": rule.mode,
        "unit": rule.unit,
        "parameter": rule.parameter,
        "assumed": verdict == "unknown" and stands,
        "blocks": rule.blocks and not (verdict == "failed" and stands),
        **entry,
    }


def verdict_sentence(entry: Mapping[str, Any], language: Language) -> str:
    """Return one verdict of a household as a sentence.

    Examples
    --------
    >>> entry = {"rule": "tank_source", "verdict": "failed", "value": 12.0, "limit": 30.0}
    >>> verdict_sentence(entry, "en")
    'The drinking-water source is only 12 m away, at least 30 m are required.'
    """
    code, detail = f"rule.{entry['rule']}", str(entry.get("detail", ""))
    verdict = str(entry["verdict"])
    named = (f"{verdict}_{detail}", f"{verdict}_named") if detail else ()
    part = next((part for part in named if f"{part}_{language}" in all_texts()[code]), verdict)
    unit = RULE_BY_CODE[entry["rule"]].unit
    value, limit = amount_and_limit(entry.get("value"), entry.get("limit"), unit)
    shown = outlet_title(detail, language) if detail else NOT_KNOWN
    return text(code, language, part=part, value=value, limit=limit, detail=shown)


def source_note(parameter: Parameter, language: Language) -> str:
    """Return where the limit of a rule comes from and how sure that is."""
    certainty = text(f"certainty.{parameter.certainty}", language)
    source = parameter.shown_source(language)
    return text("renovation.source", language, source=source, certainty=certainty)


def outlet_title(plant_id: str, language: Language) -> str:
    """Return what a sewer ends at, as people call it.

    A place on an existing sewer has the id of the pipe and a number behind it.
    """
    pipe, joins, _ = plant_id.partition("@")
    return text("renovation.existing_sewer", language, pipe=pipe) if joins else plant_id


def cost_item_title(entry: Mapping[str, Any], language: Language) -> str:
    """Return the title of one entry of a household's ``cost_items``."""
    return text(f"cost_item.{entry['item']}", language)


def cost_item_quantity(entry: Mapping[str, Any], language: Language) -> str:
    """Return quantity and unit price of a cost item, such as ``16.5 m × 90``."""
    unit = text(f"cost_unit.{entry['unit'] or 'one'}", language)
    price = amount(entry["unit_price_yuan"], "yuan")
    return f"{amount(entry['quantity'], entry['unit'])} {unit} × {price}"


def yuan_text(yuan: float, language: Language) -> str:
    """Return money to the yuan with its unit, such as ``104,207 yuan``."""
    return text("renovation.reason.amount", language, yuan=amount(yuan, "yuan"))


def flip_sentence(entry: Mapping[str, Any], language: Language) -> str:
    """Return one entry of a household's ``flips`` as a sentence."""
    unit = _FLIP_UNITS.get(entry["what"], "persons")
    values = {key: amount(entry.get(key), unit) for key in ("limit", "now")}
    mode = text(f"mode.{entry['mode']}", language) if "mode" in entry else ""
    return text(f"flip.{entry['what']}", language, mode=mode, **values)


_FLIP_UNITS = {"price_per_m": "yuan", "varied": "percent"}
