"""The rules that a site met or failed, as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from resources.texts import Language, text
from siting_tool.project.amounts import NOT_KNOWN, amount


def site_rule_text(entry: Mapping[str, Any], language: Language) -> str:
    """Return what one rule says about a site.

    Parameters
    ----------
    entry
        One entry of the column ``rules``: rule, verdict, value, limit, unit.
    """
    return text(
        f"site_rule.{entry['rule']}.{entry['verdict']}",
        language,
        value=_measured(entry, language),
        limit=_amount(entry["limit"], entry["unit"], language),
    )


def site_rules_text(entries: Sequence[Mapping[str, Any]], language: Language) -> str:
    """Return what several rules say about a site, one sentence after the other."""
    space = " " if language == "en" else ""
    return space.join(site_rule_text(entry, language) for entry in entries)


def _measured(entry: Mapping[str, Any], language: Language) -> str:
    """Return the measured value; where nothing was found, the distance it is beyond."""
    if entry["value"] is not None:
        return _amount(entry["value"], entry["unit"], language)
    if entry["unit"] == "m":
        return text("site_rule.far", language, distance=amount(entry["limit"], "m"))
    return NOT_KNOWN


def _amount(value: float, unit: str, language: Language) -> str:
    if unit == "":
        return f"{value:.0%}"
    if unit == "deg":
        return f"{value:.0f}°"
    return f"{value:,.0f} {text(f'unit.{unit}', language)}"
