"""A renovation plan's figures as lines for people, and money and distances with their units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resources.texts import Language, text
from siting_tool.project.project import DEFAULT_SCENARIO

_MOST_LISTED = 5


def scenario_title(name: str, language: Language) -> str:
    """Return a scenario's name as people read it: the first one has none of its own."""
    return text("plan.scenario.main", language) if name == DEFAULT_SCENARIO else name


def renovation_lines(summary: Mapping[str, Any], language: Language) -> list[str]:
    """Return the figures of a renovation plan."""
    modes = text("why.comma", language).join(
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
        *_uncertain_lines(summary, language),
        *_override_lines(summary.get("overrides", []), language),
        *_together_lines(summary.get("overrides_together"), language),
        *_unmet_lines(summary.get("overrides_unmet", []), language),
        text(f"plan.status.{summary['status']}", language, gap=f"{summary['gap']:.2%}"),
    ]


def _uncertain_lines(summary: Mapping[str, Any], language: Language) -> list[str]:
    count = summary["uncertain_households"]
    lines = [text("plan.renovate.uncertain", language, count=count)]
    entries = summary.get("uncertain", [])[:_MOST_LISTED]
    return lines + [
        text(
            "renovation.line.uncertain",
            language,
            household=entry["household_id"],
            mode=text(f"mode.{entry['mode']}", language),
            share=f"{entry['confidence']:.0%}",
            other=text(f"mode.{entry['alternative']}", language),
        )
        for entry in entries
        if entry["alternative"]
    ]


def _override_lines(entries: list[Mapping[str, Any]], language: Language) -> list[str]:
    """Return what each mode set by hand costs the village, and whose mode it changes."""
    lines = []
    for entry in entries:
        changes = [
            text(
                "renovation.line.change",
                language,
                household=change["household_id"],
                mode=text(f"mode.{change['mode']}", language),
                other=text(f"mode.{change['mode_without']}", language),
            )
            for change in entry["changes"]
        ]
        more = " ..." if len(changes) > _MOST_LISTED else ""
        saves = "_saves" if entry["cost_yuan"] < 0 else ""
        alone = "" if changes else "_alone"
        lines.append(
            text(
                f"renovation.line.override{saves}{alone}",
                language,
                household=entry["household_id"],
                mode=text(f"mode.{entry['mode']}", language),
                cost=money(abs(entry["cost_yuan"]), language),
                count=len(changes),
                changes=text("why.semicolon", language).join(changes[:_MOST_LISTED]) + more,
            )
        )
    return lines


def _together_lines(entry: Mapping[str, Any] | None, language: Language) -> list[str]:
    """Return what all modes set by hand cost, where they are too many to be told one by one."""
    if entry is None:
        return []
    saves = "_saves" if entry["cost_yuan"] < 0 else ""
    return [
        text(
            f"renovation.line.overrides_together{saves}",
            language,
            households=entry["households"],
            cost=money(abs(entry["cost_yuan"]), language),
            count=entry["changes"],
        )
    ]


def _unmet_lines(households: list[str], language: Language) -> list[str]:
    """Say whose mode set by hand cannot be built."""
    if not households:
        return []
    more = " ..." if len(households) > _MOST_LISTED else ""
    shown = text("why.comma", language).join(households[:_MOST_LISTED]) + more
    return [
        text("renovation.line.overrides_unmet", language, count=len(households), households=shown)
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
