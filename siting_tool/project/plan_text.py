"""A plan's figures as lines for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resources.texts import Language, text
from siting_tool.project.site_rule_text import site_rule_text


def siting_lines(summary: Mapping[str, Any], language: Language) -> list[str]:
    """Return the figures of a site choice."""
    kinds = [entry["kind"] for entry in summary["sites"]]
    lines = [
        text(
            "plan.site.sites",
            language,
            existing=kinds.count("existing"),
            indoor=kinds.count("indoor"),
            new=summary["new_sites"],
            cost=money(summary["cost_yuan"], language),
        ),
        text(
            "plan.site.covered",
            language,
            covered=f"{summary['persons_covered']:,.0f}",
            total=f"{summary['persons_total']:,.0f}",
            share=f"{summary['coverage_share']:.1%}",
        ),
        text(
            "plan.site.walk",
            language,
            mean=metres(summary["walk_mean_m"]),
            p95=metres(summary["walk_p95_m"]),
            longest=metres(summary["walk_max_m"]),
        ),
        text(f"plan.status.{summary['status']}", language, gap=f"{summary['gap']:.2%}"),
    ]
    return [
        *lines,
        text("plan.site.signs", language, count=summary.get("sign_posts", 0)),
        *_uncovered_lines(summary["uncoverable"], language),
        *_unmet_lines(summary.get("must_serve_unmet", []), language),
        *_rejected_lines(summary.get("rejected_plots", []), language),
    ]


def _uncovered_lines(entries: list[Mapping[str, Any]], language: Language) -> list[str]:
    reasons: dict[str, list[str]] = {}
    for entry in entries:
        reasons.setdefault(entry["reason"], []).append(entry["household_id"])
    return [
        text(
            "plan.site.uncovered",
            language,
            count=len(ids),
            reason=text(f"uncovered.{reason}", language),
            ids=", ".join(ids[:5]) + (" ..." if len(ids) > 5 else ""),
        )
        for reason, ids in sorted(reasons.items())
    ]


def _unmet_lines(entries: list[Mapping[str, Any]], language: Language) -> list[str]:
    names: dict[str, list[str]] = {}
    for entry in entries:
        names.setdefault(entry["reason"], []).append(entry["name"] or entry["place_id"])
    return [
        text(
            "plan.site.unmet",
            language,
            reason=text(f"plan.unmet.{reason}", language),
            names=", ".join(found),
        )
        for reason, found in sorted(names.items())
    ]


def _rejected_lines(entries: list[Mapping[str, Any]], language: Language) -> list[str]:
    return [
        text(
            "plan.site.rejected",
            language,
            site=entry["site_id"],
            reasons=" ".join(site_rule_text(rule, language) for rule in entry["reasons"]),
        )
        for entry in entries
    ]


def renovation_lines(summary: Mapping[str, Any], language: Language) -> list[str]:
    """Return the figures of a renovation plan."""
    modes = ", ".join(
        f"{text(f'mode.{mode}', language)} {count}" for mode, count in summary["modes"].items()
    )
    sewer = summary["sewer"]
    return [
        text("plan.renovate.modes", language, households=summary["households"], modes=modes),
        text(
            "plan.renovate.money",
            language,
            capital=money(summary["capital_yuan"], language),
            annual=money(summary["annual_yuan"], language),
            present_value=money(summary["present_value_yuan"], language),
        ),
        text(
            "plan.renovate.sewer",
            language,
            length=metres(sewer["pipe_length_m"]),
            manholes=sewer["manholes"],
            stations=sewer["pumping_stations"] + sewer["lifting_stations"],
            plants=len(sewer["plants"]),
        ),
        text("plan.renovate.uncertain", language, count=summary["uncertain_households"]),
        text(f"plan.status.{summary['status']}", language, gap=f"{summary['gap']:.2%}"),
    ]


def money(yuan: float, language: Language) -> str:
    """Return money with its unit: 万元 from 10,000 in Chinese."""
    if language == "zh" and abs(yuan) >= 10_000:
        return f"{yuan / 10_000:,.1f} 万元"
    return f"{yuan:,.0f} {text('unit.yuan', language)}"


def metres(distance_m: float | None) -> str:
    """Return a distance with its unit: km from 1,000 m; a dash where there is none."""
    if distance_m is None:
        return "-"
    return f"{distance_m / 1000:,.2f} km" if distance_m >= 1000 else f"{distance_m:,.0f} m"
