"""A site choice as result layers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from resources.texts import LANGUAGES, Language
from siting_tool.project.columns import unique_ids
from siting_tool.project.site_rule_text import site_rules_text
from siting_tool.project.siting_reasons import Obstacles, reason_text
from siting_tool.project.siting_sites import joined_sites
from siting_tool.project.siting_sizes import SiteSizes
from siting_tool.project.siting_tradeoffs import Replacements
from siting_tool.project.siting_walks import Walks
from siting_tool.project.study_area import village_names

if TYPE_CHECKING:
    from algorithms.siting.result import SitingResult
    from algorithms.siting.signs import SignPosts
    from siting_tool.project.project import Project
    from siting_tool.project.siting_problem import SitingProblem

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class SitingPlan:
    """A site choice with all that follows from it.

    Attributes
    ----------
    walks, walk_s
        Every demand point's walk, and every household's time for it.
    obstacles
        What stands between each demand point and a toilet.
    sizes, persons_only_here, replacements, second_best
        Of the chosen sites, in their order: stalls and cost, residents whom no other
        chosen site covers, the nearest replacement, and the one that keeps most of them.
    signs
        Direction signs.
    """

    project: Project
    scenario: str
    problem: SitingProblem
    result: SitingResult
    walks: Walks
    walk_s: FloatArray
    obstacles: Obstacles
    sizes: SiteSizes
    persons_only_here: FloatArray
    replacements: Replacements
    second_best: Replacements
    signs: SignPosts

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Return the result layers by role."""
        return {
            "toilet_sites": _toilet_sites(self),
            "household_access": _household_access(self),
            "sign_posts": _sign_posts(self),
            "rejected_sites": _rejected_sites(self),
            "allowed_sites": _allowed_sites(self),
        }


def _household_access(plan: SitingPlan) -> gpd.GeoDataFrame:
    households, sites = plan.problem.households, plan.problem.sites
    count = len(households.ids)
    nearest, walk_m = plan.walks.site_index[:count], plan.walks.distance_m[:count]
    has_walk, is_covered = np.isfinite(walk_m), plan.walks.is_covered[:count]
    return gpd.GeoDataFrame(
        {
            "household_id": households.ids,
            "scenario": plan.scenario,
            "village_code": households.village_codes,
            "persons": households.persons,
            "site_id": np.where(nearest >= 0, sites.ids[nearest], ""),
            "walk_m": np.where(has_walk, np.round(walk_m, 1), np.nan),
            "walk_s": np.where(has_walk, np.round(plan.walk_s), np.nan),
            "is_covered": is_covered,
            "reason": plan.obstacles.codes[:count],
            **{f"reason_{language}": _sentences(plan, language) for language in LANGUAGES},
        },
        geometry=gpd.points_from_xy(*households.xy_m.T),
        crs=plan.project.crs,
    )


def _sentences(plan: SitingPlan, language: Language) -> list[str]:
    """Return why each household is not covered, in words; empty where it is."""
    return [
        reason_text(plan.obstacles.entry(point), language) if code else ""
        for point, code in enumerate(plan.obstacles.codes[: plan.problem.household_count])
    ]


def _toilet_sites(plan: SitingPlan) -> gpd.GeoDataFrame:
    """Return the chosen sites, and after them the open toilets that are to close."""
    problem, sizes, instead = plan.problem, plan.sizes, plan.replacements
    closing = np.setdiff1d(np.flatnonzero(problem.sites.is_open), plan.result.site_indices)
    shown = np.concatenate([plan.result.site_indices, closing])
    sites, codes = problem.sites.take(shown), problem.site_village_codes[shown]
    names = village_names(plan.project)

    def column(values: NDArray[np.generic], closed: object = 0) -> NDArray[np.generic]:
        return np.concatenate([values, np.full(len(closing), closed, dtype=values.dtype)])

    return gpd.GeoDataFrame(
        {
            "site_id": sites.ids,
            "scenario": plan.scenario,
            "site_name": sites.names,
            "kind": sites.kinds,
            "action": column(sizes.actions, "close"),
            "village_code": codes,
            "village_name": [names.get(code, "") for code in codes],
            "cost_yuan": column(sizes.cost_yuan),
            "persons_served": column(sizes.persons),
            "households_served": column(sizes.households),
            "visitors_per_day": column(sizes.visitors_per_day),
            "stalls": column(sizes.stalls.total),
            "stalls_men": column(sizes.stalls.men),
            "stalls_women": column(sizes.stalls.women),
            "stalls_accessible": column(sizes.stalls.accessible),
            "area_m2": column(sizes.stalls.area_m2),
            "walk_mean_m": column(np.round(sizes.walk_mean_m, 1), np.nan),
            "walk_max_m": column(np.round(sizes.walk_max_m, 1), np.nan),
            "persons_only_here": column(np.round(plan.persons_only_here, 1)),
            "alternative_site_id": column(instead.site_ids, ""),
            "alternative_distance_m": column(instead.distance_m, np.nan),
            "alternative_persons_lost": column(instead.persons_lost, np.nan),
            "alternative_walk_m": column(instead.walk_longer_m, np.nan),
            "alternative_cost_yuan": column(instead.extra_cost_yuan, np.nan),
            "rules": problem.choice.rules_json(sites),
        },
        geometry=gpd.points_from_xy(*sites.xy_m.T),
        crs=plan.project.crs,
    )


def _sign_posts(plan: SitingPlan) -> gpd.GeoDataFrame:
    """Return the arrows of all posts; those of one post are called Z001a, Z001b."""
    signs = plan.signs
    count = len(signs.persons)
    return gpd.GeoDataFrame(
        {
            "sign_id": _sign_ids(signs.node_index),
            "scenario": np.full(count, plan.scenario, dtype=object),
            "site_id": plan.problem.sites.ids[plan.result.site_indices][signs.site_index],
            "bearing_deg": np.round(signs.bearing_deg, 0),
            "distance_m": np.round(signs.distance_m, 0),
            "persons": np.round(signs.persons, 1),
        },
        geometry=gpd.points_from_xy(*signs.xy_m.T),
        crs=plan.project.crs,
    )


def _sign_ids(posts: NDArray[np.int64]) -> list[str]:
    """Return an id for each arrow: its post's number, and a letter where that has several."""
    _, first, post, arrows = np.unique(
        posts, return_index=True, return_inverse=True, return_counts=True
    )
    number = first.argsort().argsort() + 1
    hung: Counter[int] = Counter()
    ids = []
    for each in post.tolist():
        letter = chr(ord("a") + hung[each]) if arrows[each] > 1 else ""
        ids.append(f"Z{number[each]:03d}{letter}")
        hung[each] += 1
    return ids


def _rejected_sites(plan: SitingPlan) -> gpd.GeoDataFrame:
    """Return given plots and places along roads where no toilet may stand, with the reasons."""
    choice = plan.problem.choice
    sites = joined_sites([choice.rejected, choice.rejected_laid])
    failed = [choice.failed_rules(sites, index) for index in range(len(sites))]
    return gpd.GeoDataFrame(
        {
            "site_id": unique_ids(sites.ids, "X"),
            "scenario": np.full(len(sites), plan.scenario, dtype=object),
            "site_name": sites.names,
            "is_given": np.arange(len(sites)) < len(choice.rejected),
            **{
                f"reason_{language}": [site_rules_text(rules, language) for rules in failed]
                for language in LANGUAGES
            },
            "rules": [json.dumps(rules) for rules in failed],
        },
        geometry=gpd.points_from_xy(*sites.xy_m.T),
        crs=plan.project.crs,
    )


def _allowed_sites(plan: SitingPlan) -> gpd.GeoDataFrame:
    """Return the sites that may be chosen and are not, each with the rules it passed."""
    problem = plan.problem
    is_shown = problem.sites.is_open.copy()
    is_shown[plan.result.site_indices] = True
    free = np.flatnonzero(~is_shown)
    sites = problem.sites.take(free)
    chosen_ids = problem.sites.ids[plan.result.site_indices]
    replaces: dict[str, set[str]] = {}
    for other in (plan.replacements, plan.second_best):
        for site, instead in zip(chosen_ids, other.site_ids, strict=True):
            replaces.setdefault(instead, set()).add(site)
    return gpd.GeoDataFrame(
        {
            "site_id": sites.ids,
            "scenario": np.full(len(sites), plan.scenario, dtype=object),
            "site_name": sites.names,
            "kind": sites.kinds,
            "village_code": problem.site_village_codes[free],
            "cost_yuan": sites.base_cost_yuan,
            "persons_in_reach": np.round((problem.covers.T @ problem.persons)[free], 1),
            "replaces": [", ".join(sorted(replaces.get(site, ()))) for site in sites.ids],
            "rules": problem.choice.rules_json(sites),
        },
        geometry=gpd.points_from_xy(*sites.xy_m.T),
        crs=plan.project.crs,
    )
