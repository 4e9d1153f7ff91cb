"""Every place where a public toilet stands, could open or could be built."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from algorithms.siting.candidates import (
    FAILED,
    RuleCheck,
    lay_candidates,
    passes,
    thin_candidates,
)
from algorithms.siting.stalls import StallRules, size_stalls
from siting_tool.project.columns import flags, numbers, point_xy, unique_ids, words
from siting_tool.project.siting_ground import Ground, read_ground
from siting_tool.project.study_area import Households, layer_or_empty

if TYPE_CHECKING:
    from algorithms.network import StreetNetwork
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project

VERDICTS = {1: "passed", 0: "unknown", -1: "failed"}
RuleEntry = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sites:
    """Sites as arrays of one length.

    Attributes
    ----------
    ids, names, kinds
        Id, name and kind (existing, indoor, candidate).
    xy_m
        Where they are, shape (sites, 2).
    base_cost_yuan
        Cost of having the site open at its smallest size.
    stalls_now
        Stalls that stand already, 0 where none or not known.
    is_open
        Whether the site is a public toilet in use today.
    is_fixed
        Whether the site is in every plan.
    rule_verdicts, rule_values
        Verdict on each rule and what was measured, shape (sites, rules); no
        verdict is worse than failed, and NaN stands where nothing was checked.
    """

    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    xy_m: NDArray[np.float64]
    base_cost_yuan: NDArray[np.float64]
    stalls_now: NDArray[np.int64]
    is_open: NDArray[np.bool_]
    is_fixed: NDArray[np.bool_]
    rule_verdicts: NDArray[np.float64]
    rule_values: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.ids)

    def take(self, indices: NDArray[np.int64] | NDArray[np.bool_]) -> Sites:
        """Return some of the sites."""
        return Sites(**{name: column[indices] for name, column in vars(self).items()})


@dataclass(frozen=True, kw_only=True)
class SiteChoice:
    """Sites that may be chosen, places that may not, and the rules they met.

    Attributes
    ----------
    rejected, rejected_laid
        Given plots and places laid along roads that failed a rule.
    rule_terms
        Rule, limit and unit of each column of the sites' rule arrays.
    """

    sites: Sites
    rejected: Sites
    rejected_laid: Sites
    rule_terms: tuple[tuple[str, float, str], ...]

    def rules_of(self, sites: Sites, index: int) -> list[RuleEntry]:
        """Return the rules of one site: rule, verdict, value, limit, unit."""
        return [
            {
                "rule": rule,
                "verdict": VERDICTS[int(verdict)],
                "value": round(float(value), 3) if np.isfinite(value) else None,
                "limit": limit,
                "unit": unit,
            }
            for (rule, limit, unit), verdict, value in zip(
                self.rule_terms, sites.rule_verdicts[index], sites.rule_values[index], strict=True
            )
            if not np.isnan(verdict)
        ]

    def rules_json(self, sites: Sites) -> list[str]:
        """Return the rules of each site as a JSON list."""
        return [json.dumps(self.rules_of(sites, index)) for index in range(len(sites))]

    def failed_rules(self, sites: Sites, index: int) -> list[RuleEntry]:
        """Return the rules that one site fails."""
        return [
            entry for entry in self.rules_of(sites, index) if entry["verdict"] == VERDICTS[FAILED]
        ]

    def rejected_plots(self) -> list[dict[str, Any]]:
        """Return the given plots that failed a rule, each with the rules it failed."""
        return [
            {
                "site_id": str(site_id),
                "reasons": self.failed_rules(self.rejected, index),
            }
            for index, site_id in enumerate(self.rejected.ids)
        ]


def collect_sites(
    project: Project,
    network: StreetNetwork,
    households: Households,
    values: ParameterValues,
    most: int,
) -> SiteChoice:
    """Return existing, indoor, given and laid sites.

    Parameters
    ----------
    most
        Laid candidates are thinned out until so many are left.
    """
    ground = read_ground(project, households, values)
    checks = ground.check(np.empty((0, 2)))
    given, rejected = _given_sites(project, ground, smallest_toilet_yuan(values))
    laid, rejected_laid = _laid_sites(ground, network, given.xy_m, values, most)
    sites = joined_sites([_standing_sites(project, values, len(checks)), given, laid])
    sites = replace(sites, ids=unique_ids(sites.ids, "S"))
    terms = tuple((check.rule, float(check.limit), check.unit) for check in checks)
    return SiteChoice(sites=sites, rejected=rejected, rejected_laid=rejected_laid, rule_terms=terms)


def smallest_toilet_yuan(values: ParameterValues) -> float:
    """Return what the smallest new toilet costs, without land."""
    nobody = np.zeros(1)
    area_m2 = size_stalls(nobody, nobody, values.fill(StallRules)).area_m2[0]
    return float(area_m2) * values.number("public.cost_build_yuan_per_m2")


def with_choices(sites: Sites, choices: Mapping[str, str]) -> Sites:
    """Apply what the planner locked, required or forbade."""
    forbidden = np.array([choices.get(site) == "forbid" for site in sites.ids], dtype=bool)
    required = np.array(
        [choices.get(site) in ("lock", "require") for site in sites.ids], dtype=bool
    )
    return replace(sites, is_fixed=sites.is_fixed | required).take(~forbidden)


def _standing_sites(project: Project, values: ParameterValues, rule_count: int) -> Sites:
    """Return public toilets, open or closed, and indoor toilets that could open.

    A closed public toilet may be opened again after refurbishing, an indoor
    toilet for its stated cost; what is open today stays in every plan. Under review
    it need not stay, and counts with a year of keeping when sites are chosen, so
    that one which adds nothing closes.
    """
    frame = layer_or_empty(project, "public_toilets")
    is_indoor = words(frame, "toilet_kind") == "indoor"
    # Public toilets are open unless it is said otherwise, indoor ones the other way round.
    is_open = np.where(
        is_indoor, flags(frame, "is_open", missing=False), flags(frame, "is_open", missing=True)
    )
    assumed = np.where(
        is_indoor,
        values.number("public.cost_open_yuan"),
        values.number("public.cost_refurbish_yuan"),
    )
    stated = numbers(frame, "open_cost_yuan")
    cost = np.where(np.isnan(stated), assumed, stated)
    is_reviewed = bool(values["public.review_existing"])
    keeping_yuan = values.number("public.cost_keep_yuan_per_year")
    stalls = np.nansum([numbers(frame, "stalls_men"), numbers(frame, "stalls_women")], axis=0)
    return Sites(
        ids=unique_ids(words(frame, "toilet_id"), "T"),
        names=words(frame, "toilet_name"),
        kinds=np.where(is_indoor & ~is_open, "indoor", "existing").astype(object),
        xy_m=point_xy(frame),
        base_cost_yuan=np.where(is_open, keeping_yuan if is_reviewed else 0.0, cost),
        stalls_now=stalls.astype(np.int64),
        is_open=is_open,
        is_fixed=is_open & np.bool_(not is_reviewed),
        rule_verdicts=np.full((len(frame), rule_count), np.nan),
        rule_values=np.full((len(frame), rule_count), np.nan),
    )


def _given_sites(project: Project, ground: Ground, smallest_yuan: float) -> tuple[Sites, Sites]:
    frame = layer_or_empty(project, "candidate_sites")
    cost = numbers(frame, "cost_yuan")
    checks = ground.check(point_xy(frame))
    ids = unique_ids(words(frame, "site_id"), "G")
    sites = replace(
        _candidate_sites(ids, point_xy(frame), checks),
        names=words(frame, "site_name"),
        base_cost_yuan=np.where(np.isnan(cost), smallest_yuan, cost),
    )
    kept = passes(checks)
    return sites.take(kept), sites.take(~kept)


def _laid_sites(
    ground: Ground,
    network: StreetNetwork,
    given_xy_m: NDArray[np.float64],
    values: ParameterValues,
    most: int,
) -> tuple[Sites, Sites]:
    """Lay candidates along roads, except beside given plots; return allowed and rejected ones."""
    usable = np.isin(network.edge_source_index, np.flatnonzero(ground.around.road_vehicle))
    spacing_m = ground.rules.spacing_m
    laid = lay_candidates(list(network.edge_lines[usable]), spacing_m, ground.rules.offset_m)
    laid = laid[~_is_near(laid, given_xy_m, spacing_m / 2.0)]
    checks = ground.check(laid)
    is_allowed = passes(checks)
    places = _candidate_sites(np.full(len(laid), "", dtype=object), laid, checks)
    cost_yuan = smallest_toilet_yuan(values) + values.number("public.cost_land_yuan")
    places = replace(places, base_cost_yuan=np.full(len(laid), cost_yuan))
    allowed, rejected = (
        places.take(_thinned(laid, np.flatnonzero(wanted), spacing_m / 2.0, most))
        for wanted in (is_allowed, ~is_allowed)
    )
    return _numbered(allowed, "C"), _numbered(rejected, "X")


def _thinned(
    xy_m: NDArray[np.float64], kept: NDArray[np.int64], cell_m: float, most: int
) -> NDArray[np.int64]:
    """Return one place per cell, the cells widened until no more than so many are left."""
    thinned = kept[thin_candidates(xy_m[kept], cell_m)]
    while len(thinned) > most:
        # Along roads the number falls with the cell, so this step never goes too far.
        cell_m *= max(1.02, float(np.sqrt(len(thinned) / most)))
        thinned = kept[thin_candidates(xy_m[kept], cell_m)]
    return thinned


def _numbered(sites: Sites, letter: str) -> Sites:
    ids = [f"{letter}{number:05d}" for number in range(1, len(sites) + 1)]
    return replace(sites, ids=np.array(ids, dtype=object))


def _is_near(
    xy_m: NDArray[np.float64], others_xy_m: NDArray[np.float64], distance_m: float
) -> NDArray[np.bool_]:
    if not len(others_xy_m):
        return np.zeros(len(xy_m), dtype=bool)
    return np.asarray(cKDTree(others_xy_m).query(xy_m)[0] <= distance_m)


def _candidate_sites(
    ids: NDArray[np.object_], xy_m: NDArray[np.float64], checks: Sequence[RuleCheck]
) -> Sites:
    count = len(ids)
    return Sites(
        ids=ids,
        names=np.full(count, "", dtype=object),
        kinds=np.full(count, "candidate", dtype=object),
        xy_m=xy_m,
        base_cost_yuan=np.zeros(count),
        stalls_now=np.zeros(count, dtype=np.int64),
        is_open=np.zeros(count, dtype=bool),
        is_fixed=np.zeros(count, dtype=bool),
        rule_verdicts=np.column_stack([check.verdict for check in checks]).astype(np.float64),
        rule_values=np.column_stack([check.value for check in checks]),
    )


def joined_sites(parts: Sequence[Sites]) -> Sites:
    """Return the sites of several parts, one after the other."""
    names = vars(parts[0])
    return Sites(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )
