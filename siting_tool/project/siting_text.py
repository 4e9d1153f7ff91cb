"""A site choice's figures as lines for people."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from resources.texts import Language, text
from siting_tool.project.plan_text import metres, money
from siting_tool.project.site_rule_text import site_rules_text
from siting_tool.project.siting_reasons import TOO_FAR, reason_text

Entry = Mapping[str, Any]
# Longer lists are shortened; all of it stands in the result layers and the JSON.
_LINES_SHOWN = 5
# Shares of the coverage that is reached at the end of the curve.
_CURVE_SHARES = (0.5, 0.75, 0.9, 1.0)


def siting_lines(summary: Entry, language: Language) -> list[str]:
    """Return the figures of a site choice."""
    return [
        *_plan_lines(summary, language),
        *_second_goal_lines(summary.get("second_goal"), language),
        *_curve_lines(summary.get("curve", []), language),
        *_contribution_lines(summary.get("contributions", []), language),
        *_replacement_lines(summary["sites"], language),
        *_left_out_lines(summary.get("left_out", {}), language),
        *_uncovered_lines(summary["uncoverable"], language),
        *_unmet_lines(summary.get("must_serve_unmet", []), language),
        *_rejected_lines(summary.get("rejected_plots", []), language),
    ]


def _plan_lines(summary: Entry, language: Language) -> list[str]:
    kinds = [entry["kind"] for entry in summary["sites"]]
    return [
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
        *([text("plan.site.ended_early", language)] if summary.get("ended_early") else []),
        text("plan.site.signs", language, count=summary.get("sign_posts", 0)),
    ]


def _second_goal_lines(second: Entry | None, language: Language) -> list[str]:
    """Return what was reached of the second goal, and its bound."""
    if second is None:
        return []
    goal = second["goal"]
    shown: Callable[[float], str] = {
        "least_cost": lambda value: money(value, language),
        "shortest_walks": lambda value: f"{value / 1000.0:,.0f}",
        "backup": lambda value: f"{value:,.0f}",
    }[goal]
    side = "at_most" if goal == "backup" else "at_least"
    bound = second["bound"]
    return [
        text(
            f"plan.site.second.{goal}",
            language,
            objective=shown(second["objective"]),
            bound=""
            if bound is None
            else text(f"plan.site.second.{side}", language, bound=shown(bound)),
            given_up=f"{second.get('given_up', 0.0):,.0f}",
        )
    ]


def _curve_lines(curve: Sequence[Entry], language: Language) -> list[str]:
    """Return how many toilets some shares of the coverage take, and their money."""
    if not curve:
        return []
    most = curve[-1]["persons_covered"]
    points = [
        next(point for point in curve if point["persons_covered"] >= share * most)
        for share in _CURVE_SHARES
    ]
    steps = [
        text(
            "plan.site.curve_step",
            language,
            count=point["facility_count"],
            share=f"{point['coverage_share']:.0%}",
            cost=money(point["cost_yuan"], language),
        )
        for point in points
    ]
    return [
        text(
            "plan.site.curve",
            language,
            steps=text("why.semicolon", language).join(dict.fromkeys(steps)),
        )
    ]


def _contribution_lines(entries: Sequence[Entry], language: Language) -> list[str]:
    """Return what each toilet that stands adds, the most needed first."""
    ordered = sorted(entries, key=lambda entry: -entry["persons_only_here"])
    lines = [
        text(
            f"plan.site.contribution.{'kept' if entry['is_kept'] else 'closed'}",
            language,
            site=entry["site_id"],
            reach=f"{entry['persons_in_reach']:,.0f}",
            alone=f"{entry['persons_only_here']:,.0f}",
        )
        for entry in ordered
    ]
    return _shortened(lines, language)


def _replacement_lines(sites: Sequence[Entry], language: Language) -> list[str]:
    """Return what stands in for each new toilet, the greatest loss of people first."""
    new = [entry for entry in sites if entry["kind"] != "existing" and "replacement" in entry]
    ordered = sorted(new, key=lambda entry: -entry["replacement"]["persons_lost"])
    return _shortened([_replacement_line(entry, language) for entry in ordered], language)


def _replacement_line(site: Entry, language: Language) -> str:
    other = site["replacement"]
    if not other["site_id"]:
        return text("plan.site.no_replacement", language, site=site["site_id"])
    return text(
        "plan.site.replacement",
        language,
        site=site["site_id"],
        other=other["site_id"],
        distance=metres(other["distance_m"]),
        persons=_signed(-other["persons_lost"]),
        walk=_signed(other["walk_longer_m"]),
        cost=f"{'+' if other['extra_cost_yuan'] >= 0 else ''}"
        f"{money(other['extra_cost_yuan'], language)}",
    )


def _signed(change: float) -> str:
    """Return a change with its sign, and no minus before a zero."""
    return "-" if math.isnan(change) else f"{round(change):+,}"


def _left_out_lines(left_out: Mapping[str, Entry], language: Language) -> list[str]:
    return [
        text(
            "plan.site.left_out",
            language,
            count=f"{counts['households']:,}",
            persons=f"{counts['persons']:,.0f}",
            reason=text(f"uncovered.{reason}", language),
        )
        for reason, counts in left_out.items()
    ]


def _uncovered_lines(entries: Sequence[Entry], language: Language) -> list[str]:
    reasons: dict[str, list[Entry]] = {}
    for entry in entries:
        reasons.setdefault(entry["reason"], []).append(entry)
    lines = []
    for reason, found in sorted(reasons.items()):
        ids = [entry["household_id"] for entry in found]
        lines.append(
            text(
                "plan.site.uncovered",
                language,
                count=len(ids),
                reason=text(f"uncovered.{reason}", language),
                ids=_first(ids, language),
            )
        )
        if reason == TOO_FAR and "rejected_places" in found[0]:
            lines.append(_kept_away_line(found, language))
        if set(found[0]) > {"household_id", "reason"}:
            why = reason_text(found[0], language)
            lines.append(text("plan.site.example", language, household=ids[0], why=why))
    return lines


def _kept_away_line(entries: Sequence[Entry], language: Language) -> str:
    """Return which rules keep sites away from households that are too far."""
    households = Counter(rule for entry in entries for rule in entry["rejected_by_rule"])
    rules = [
        f"{text(f'site_rule.{rule}.name', language)} {count}"
        for rule, count in households.most_common()
    ]
    return text(
        "plan.site.kept_away",
        language,
        count=sum(1 for entry in entries if entry["rejected_places"]),
        rules=text("why.comma", language).join(rules),
        none=sum(1 for entry in entries if not entry["rejected_places"]),
    )


def _unmet_lines(entries: Sequence[Entry], language: Language) -> list[str]:
    names: dict[str, list[str]] = {}
    for entry in entries:
        names.setdefault(entry["reason"], []).append(_place_name(entry, language))
    return [
        text(
            "plan.site.unmet",
            language,
            reason=text(f"plan.unmet.{reason}", language),
            names=text("why.comma", language).join(found),
        )
        for reason, found in sorted(names.items())
    ]


def _place_name(entry: Entry, language: Language) -> str:
    name = entry["name"] or entry["place_id"]
    if entry["place_kind"] == "unsanitary_cluster":
        return text("plan.place.unsanitary_cluster", language, household=name)
    return str(name)


def _first(names: Sequence[str], language: Language) -> str:
    """Return the first names, and dots where there are more."""
    words = text("why.comma", language).join(names[:_LINES_SHOWN])
    return words + text("why.more", language) if len(names) > _LINES_SHOWN else words


def _rejected_lines(entries: Sequence[Entry], language: Language) -> list[str]:
    lines = [
        text(
            "plan.site.rejected",
            language,
            site=entry["site_id"],
            reasons=site_rules_text(entry["reasons"], language),
        )
        for entry in entries
    ]
    return _shortened(lines, language)


def _shortened(lines: list[str], language: Language) -> list[str]:
    if len(lines) <= _LINES_SHOWN:
        return lines
    more = text("plan.site.more", language, count=len(lines) - _LINES_SHOWN)
    return [*lines[:_LINES_SHOWN], more]
