"""The rules that a site met or failed, as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from resources.texts import Language, text
from siting_tool.project.amounts import NOT_KNOWN, amount, amount_and_limit


def site_rule_text(entry: Mapping[str, Any], language: Language) -> str:
    """Return what one rule says about a site.

    Parameters
    ----------
    entry
        One entry of the column ``rules``: rule, verdict, value, limit, unit.
    """
    value, limit = _shown(entry, language)
    return text(f"site_rule.{entry['rule']}.{entry['verdict']}", language, value=value, limit=limit)


def site_rules_text(entries: Sequence[Mapping[str, Any]], language: Language) -> str:
    """Return what several rules say about a site, one sentence after the other."""
    space = " " if language == "en" else ""
    return space.join(site_rule_text(entry, language) for entry in entries)


def _shown(entry: Mapping[str, Any], language: Language) -> tuple[str, str]:
    """Return value and limit with units; they look alike only where they are equal."""
    unit = entry["unit"]
    value, limit = amount_and_limit(entry["value"], entry["limit"], unit or "percent")
    if unit == "deg":
        value, limit = f"{value}°", f"{limit}°"
    elif unit:
        name = text(f"unit.{unit}", language)
        value, limit = f"{value} {name}", f"{limit} {name}"
    if entry["value"] is None:
        # Where nothing was found, it is farther than was looked; else it is not known.
        farther = text("site_rule.far", language, distance=amount(entry["limit"], "m"))
        value = farther if unit == "m" else NOT_KNOWN
    return value, limit
