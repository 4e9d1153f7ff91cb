"""The report's section on how firm the modes are and what would turn them."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from resources.texts import Language, text
from siting_tool.project.columns import flags, numbers

if TYPE_CHECKING:
    import geopandas as gpd

    from siting_tool.export.report.document import ReportDocument
    from siting_tool.project.project import Scenario

# Confidence from, and the title of the band above it.
_BANDS = ((0.95, "certain"), (0.8, "likely"), (0.0, "open"))
_MODES = ("sewer", "septic_tank", "dry", "keep", "undecided")
_FLIPS = ("price_per_m", "neighbours", "neighbours_fewer", "persons", "persons_fewer")
_MOST_LISTED = 40


def sensitivity(report: ReportDocument, scenario: Scenario, language: Language) -> None:
    """Show how many households are decided how firmly, and what would change them."""
    modes = scenario.results.get("household_modes")
    if modes is None:
        return
    report.heading(text("report.sensitivity", language))
    uncertain = int(flags(modes, "is_uncertain", missing=False).sum())
    report.text(
        text(
            "report.sensitivity.words", language, uncertain=f"{uncertain:,}", all=f"{len(modes):,}"
        )
    )
    report.table(confidence_rows(modes, language))
    turned = _turned(modes)
    if turned:
        rows = [[text(f"report.sensitivity.{name}", language) for name in ("what", "households")]]
        rows += [
            [text(f"report.sensitivity.{what}", language), f"{turned[what]:,}"]
            for what in _FLIPS
            if what in turned
        ]
        report.table(rows, (11.0, 4.0))
    if uncertain:
        report.text(
            text(
                "report.sensitivity.list",
                language,
                shown=min(uncertain, _MOST_LISTED),
                all=f"{uncertain:,}",
            )
        )
        report.table(uncertain_rows(modes, language), (4.5, 3.0, 4.5, 2.0, 3.0))


def uncertain_rows(modes: gpd.GeoDataFrame, language: Language) -> list[list[str]]:
    """Return the uncertain households, least certain first, with what else might be chosen."""
    chosen = modes[flags(modes, "is_uncertain", missing=False)]
    chosen = chosen.sort_values(["confidence", "household_id"]).head(_MOST_LISTED)
    names = ("household", "householder", "mode", "share", "otherwise")
    rows = [[text(f"report.sensitivity.{name}", language) for name in names]]
    for row in chosen.itertuples():
        varied = [flip for flip in json.loads(row.flips or "[]") if flip["what"] == "varied"]
        other = text(f"mode.{varied[0]['mode']}", language) if varied else ""
        name = row.householder_name if isinstance(row.householder_name, str) else ""
        mode = text(f"mode.{row.mode}", language)
        rows.append([str(row.household_id), name, mode, f"{row.confidence:.0%}", other])
    return rows


def confidence_rows(modes: gpd.GeoDataFrame, language: Language) -> list[list[str]]:
    """Return how many households of every mode lie in which band of confidence."""
    confidence = numbers(modes, "confidence")
    bands = pd.Series("unknown", index=modes.index)
    for least, name in reversed(_BANDS):
        bands[confidence >= least] = name
    counts = pd.crosstab(bands, modes["mode"]).reindex(columns=list(_MODES), fill_value=0)
    heading = [text("report.sensitivity.confidence", language)]
    rows = [[*heading, *(text(f"mode.{mode}", language) for mode in _MODES)]]
    for name in (*(name for _, name in _BANDS), "unknown"):
        if name in counts.index:
            band = text(f"report.sensitivity.{name}", language)
            rows.append([band, *(f"{count:,}" for count in counts.loc[name])])
    return rows


def _turned(modes: gpd.GeoDataFrame) -> Counter[str]:
    """Count the households that each kind of change would turn to another mode."""
    return Counter(
        entry["what"] for entries in modes["flips"].dropna() for entry in json.loads(entries)
    )
