"""Points of the charts that answer "how many" and "from where on"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class PlotPoint:
    """One point of a chart.

    Attributes
    ----------
    x, y
        Its place, in the units of the axes.
    is_solid
        Whether it is drawn filled: proved, or part of the plan.
    record
        What the run's summary says of it.
    """

    x: float
    y: float
    is_solid: bool = True
    record: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Points with what is drawn among them.

    Attributes
    ----------
    points
        From left to right.
    is_joined
        Whether a line goes through the points.
    limit_slope
        Slope of a straight line from the origin that parts the points, None for none.
    """

    points: tuple[PlotPoint, ...] = ()
    is_joined: bool = False
    limit_slope: float | None = None


def coverage_plot(summary: Mapping[str, Any]) -> Plot:
    """Return the share of people covered (percent) against the number of toilets."""
    points = (
        PlotPoint(
            x=float(entry["facility_count"]),
            y=100.0 * float(entry["coverage_share"]),
            is_solid=bool(entry["is_proven_optimal"]),
            record=entry,
        )
        for entry in summary.get("curve", ())
    )
    return Plot(points=tuple(sorted(points, key=lambda point: point.x)), is_joined=True)


def break_even_plot(summary: Mapping[str, Any]) -> Plot:
    """Return what a sewer may cost per household against its metres per household.

    A system or branch pays where its point lies above the line: there the own
    toilets that it saves, less laterals and treatment, cost more than its metres
    do. Villages that would connect only at lower prices are hollow. Plans of
    earlier versions hold their systems only.
    """
    chart = summary.get("break_even", {})
    groups = chart.get("groups") or chart.get("systems", ())
    points = (
        PlotPoint(
            x=float(entry["m_per_household"]),
            y=float(entry["own_yuan"]) - float(entry["house_yuan"]),
            is_solid=entry.get("kind") != "possible",
            record=entry,
        )
        for entry in groups
    )
    ordered = tuple(sorted(points, key=lambda point: point.x))
    return Plot(points=ordered, limit_slope=chart.get("network_yuan_per_m"))
