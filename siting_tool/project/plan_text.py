"""A renovation plan's figures as lines for people, and money and distances with their units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resources.texts import Language, text


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
