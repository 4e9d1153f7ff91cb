"""What a decision by hand costs the village and whose toilets it changes, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resources.texts import Language, text
from siting_tool.project.plan_text import money


def decision_lines(decision: Mapping[str, Any], language: Language) -> list[str]:
    """Return what was decided, what it costs, and how many others change."""
    households = decision["households"]
    against = sum(not entry["is_allowed"] for entry in households)
    rules = "override.against_rules" if len(households) == 1 else "override.some_against_rules"
    return [
        _decided_line(households, language),
        *([text(rules, language, count=against)] if against else []),
        cost_line(decision, language),
        changes_line(decision, language),
    ]


def _decided_line(households: list[Mapping[str, Any]], language: Language) -> str:
    if len(households) != 1:
        return text("override.several", language, count=len(households))
    household = households[0]
    sentence = "freed"
    if household["asked"]:
        sentence = "set" if household["mode"] == household["asked"] else "impossible"
    return text(
        f"override.{sentence}",
        language,
        household=household["household_id"],
        asked=text(f"mode.{household['asked']}", language) if household["asked"] else "",
        mode=text(f"mode.{household['mode']}", language),
    )


def cost_line(entry: Mapping[str, Any], language: Language) -> str:
    """Return what a decision costs the village over its life and, where known, at once."""
    if entry["cost_yuan"] is None:
        return text("override.cost_unknown", language)
    life = _more_or_less(entry["cost_yuan"], language)
    if "capital_yuan" not in entry:
        return text("override.cost_life", language, life=life)
    capital = _more_or_less(entry["capital_yuan"], language)
    return text("override.cost", language, life=life, capital=capital)


def _more_or_less(yuan: float, language: Language) -> str:
    sign = "same" if yuan == 0 else "more" if yuan > 0 else "less"
    return text(f"override.{sign}", language, amount=money(abs(yuan), language))


def changes_line(entry: Mapping[str, Any], language: Language) -> str:
    """Return how many other households change their mode."""
    count = len(entry["changes"])
    many = {0: "none", 1: "one"}.get(count, "many")
    return text(f"override.changes_{many}", language, count=count)


def change_text(change: Mapping[str, Any], language: Language) -> str:
    """Return a household that changes, with its mode now and before."""
    return text(
        "renovation.line.change",
        language,
        household=change["household_id"],
        mode=text(f"mode.{change['mode']}", language),
        other=text(f"mode.{change['mode_without']}", language),
    )
