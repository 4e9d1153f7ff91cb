"""Why a household has no toilet within its service distance: what stands in the way, measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.network import distances_within, snap_points
from algorithms.siting.candidates import FAILED
from resources.texts import Language, text
from siting_tool.project.plan_text import metres

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
    from siting_tool.project.siting_problem import SitingProblem
    from siting_tool.project.siting_sites import Sites
    from siting_tool.project.siting_walks import Walks

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
# No choice of sites can serve such a household.
NO_ROAD, ISLAND, TOO_FAR = "no_road", "island", "too_far"
OUT_OF_REACH = (NO_ROAD, ISLAND, TOO_FAR)
# Some site could: its toilet is full, villages get their least first, or the limit is used up.
FULL, VILLAGE_LIMIT, NOT_CHOSEN = "full", "village_limit", "not_chosen"
LEFT_OUT = (FULL, VILLAGE_LIMIT, NOT_CHOSEN)
# A place that the planner has forbidden is rejected by this rule.
BY_HAND = "by_hand"


@dataclass(frozen=True, kw_only=True)
class Obstacles:
    """What stands between each demand point and a toilet; arrays of shape (demand points,).

    Attributes
    ----------
    codes
        Empty where a toilet serves the point. `NO_ROAD` where no road is within reach,
        `ISLAND` where no allowed site lies on the connected roads, `TOO_FAR` where the
        nearest allowed site is beyond the service distance. Where some site could serve:
        `FULL` where a toilet of the plan is within the service distance but holds no more,
        `VILLAGE_LIMIT` where the point would be served if villages had no least,
        else `NOT_CHOSEN`.
    walk_m
        To the nearest toilet of the plan, infinite where there is no way.
    road_m
        To the nearest road.
    island_m
        Length of the roads that the point's road is connected to.
    site_ids, site_m
        Nearest allowed site and the walk to it where the code is `TOO_FAR`; empty and
        NaN where none is within the longest walk looked at.
    service_m
        Longest walk that counts as served.
    rules, rejected
        Rules, and how many places within the service distance failed each of them, shape
        (demand points, rules), where the code is `TOO_FAR`.
    rejected_count
        Such places, each counted once.
    """

    codes: NDArray[np.object_]
    walk_m: FloatArray
    road_m: FloatArray
    island_m: FloatArray
    site_ids: NDArray[np.object_]
    site_m: FloatArray
    service_m: FloatArray
    rules: tuple[str, ...]
    rejected: IntArray
    rejected_count: IntArray

    def entry(self, point: int) -> dict[str, Any]:
        """Return the obstacle of one demand point under the names that scripts rely on."""
        code = str(self.codes[point])
        entry: dict[str, Any] = {"reason": code}
        if code in LEFT_OUT:
            walk_m = float(self.walk_m[point])
            entry["walk_m"] = round(walk_m, 1) if np.isfinite(walk_m) else None
        if code == NO_ROAD:
            entry["road_m"] = round(float(self.road_m[point]), 1)
        if code == ISLAND:
            entry["island_m"] = round(float(self.island_m[point]))
        if code == TOO_FAR:
            site_m = float(self.site_m[point])
            failed = zip(self.rules, self.rejected[point].tolist(), strict=True)
            entry |= {
                "service_distance_m": float(self.service_m[point]),
                "allowed_site_id": str(self.site_ids[point]),
                "allowed_site_m": round(site_m, 1) if np.isfinite(site_m) else None,
                "rejected_places": int(self.rejected_count[point]),
                "rejected_by_rule": {rule: count for rule, count in failed if count},
            }
        return entry


def find_obstacles(
    problem: SitingProblem,
    walks: Walks,
    served_without_floor: NDArray[np.bool_],
    values: ParameterValues,
) -> Obstacles:
    """Find out what stands in the way of each demand point.

    Parameters
    ----------
    walks
        Everyone's walk in the plan.
    served_without_floor
        Who would be served if villages had no least; shape (demand points,).
    """
    limit_m = values.number("walk.access_limit_m")
    reach = _reach(problem, limit_m)
    has_full_toilet = walks.distance_m <= problem.service_distance_m
    could_be_served = reach.codes == ""
    codes = np.select(
        [
            walks.is_covered,
            could_be_served & has_full_toilet,
            could_be_served & served_without_floor,
            could_be_served,
        ],
        ["", FULL, VILLAGE_LIMIT, NOT_CHOSEN],
        default=reach.codes,
    ).astype(object)
    far = np.flatnonzero(codes == TOO_FAR)
    site_ids, site_m = np.full(len(codes), "", dtype=object), np.full(len(codes), np.nan)
    site_ids[far], site_m[far] = _nearest_allowed(problem, far, values)
    rules, rejected, count = _rejected_in_reach(problem, far, limit_m)
    return Obstacles(
        codes=codes,
        walk_m=walks.distance_m,
        road_m=reach.road_m,
        island_m=reach.island_m,
        site_ids=site_ids,
        site_m=site_m,
        service_m=problem.service_distance_m,
        rules=rules,
        rejected=rejected,
        rejected_count=count,
    )


def reach_codes(problem: SitingProblem, values: ParameterValues) -> NDArray[np.object_]:
    """Return why no site can serve a demand point, empty where some can; shape (points,)."""
    return _reach(problem, values.number("walk.access_limit_m")).codes


@dataclass(frozen=True, kw_only=True)
class _Reach:
    """Why no site can serve a demand point, its way to a road, and the roads joined to that."""

    codes: NDArray[np.object_]
    road_m: FloatArray
    island_m: FloatArray


def _reach(problem: SitingProblem, limit_m: float) -> _Reach:
    component = problem.network.edge_component
    length_m = np.bincount(component, problem.network.edge_length_m).astype(np.float64)
    points = snap_points(problem.network, problem.xy_m)
    sites = snap_points(problem.network, problem.sites.xy_m, max_access_m=limit_m)
    with_site = np.unique(component[sites.edge_index[sites.is_snapped]])
    own = component[points.edge_index]
    codes = np.select(
        [
            np.diff(problem.covers.indptr) > 0,
            points.access_m > limit_m,
            ~np.isin(own, with_site),
        ],
        ["", NO_ROAD, ISLAND],
        default=TOO_FAR,
    )
    return _Reach(codes=codes.astype(object), road_m=points.access_m, island_m=length_m[own])


def _nearest_allowed(
    problem: SitingProblem, far: IntArray, values: ParameterValues
) -> tuple[NDArray[np.object_], FloatArray]:
    """Return the nearest allowed site of some points, looked for ever farther away."""
    ids, walk_m = np.full(len(far), "", dtype=object), np.full(len(far), np.nan)
    most_m = values.number("public.max_walk_m")
    cutoff_m = float(problem.service_distance_m.max())
    rest = np.arange(len(far))
    while len(rest) and cutoff_m < most_m:
        cutoff_m = min(2.0 * cutoff_m, most_m)
        pairs = distances_within(
            problem.network,
            problem.xy_m[far[rest]],
            problem.sites.xy_m,
            cutoff_m=cutoff_m,
            max_access_m=values.number("walk.access_limit_m"),
        )
        order = np.lexsort((pairs.to_index, pairs.distance_m, pairs.from_index))
        found, first = np.unique(pairs.from_index[order], return_index=True)
        ids[rest[found]] = problem.sites.ids[pairs.to_index[order[first]]]
        walk_m[rest[found]] = pairs.distance_m[order[first]]
        rest = np.delete(rest, found)
    return ids, walk_m


def _rejected_in_reach(
    problem: SitingProblem, far: IntArray, access_limit_m: float
) -> tuple[tuple[str, ...], IntArray, IntArray]:
    """Return rules, the rejected places in reach per point and rule, and their number."""
    rules = (*(rule for rule, _, _ in problem.choice.rule_terms), BY_HAND)
    forbidden = problem.choice.sites.take(~np.isin(problem.choice.sites.ids, problem.sites.ids))
    places = [problem.choice.rejected, problem.choice.rejected_laid, forbidden]
    failed = np.vstack([_failed(part, part is forbidden) for part in places])
    pairs = distances_within(
        problem.network,
        problem.xy_m[far],
        np.vstack([part.xy_m for part in places]),
        cutoff_m=float(problem.service_distance_m.max()),
        max_access_m=access_limit_m,
    )
    is_near = pairs.distance_m <= problem.service_distance_m[far[pairs.from_index]]
    shape = (len(problem.demand), len(failed))
    row, column = far[pairs.from_index[is_near]], pairs.to_index[is_near]
    reach = sparse.csr_array((np.ones(len(row), dtype=np.int64), (row, column)), shape=shape)
    count = np.diff(reach.indptr).astype(np.int64)
    return rules, np.asarray(reach @ failed.astype(np.int64)), count


def _failed(sites: Sites, is_forbidden: bool) -> NDArray[np.bool_]:
    """Return which rules each place fails, shape (places, rules and the planner's own)."""
    by_hand = np.full((len(sites), 1), is_forbidden)
    return np.hstack([(sites.rule_verdicts == FAILED) & ~by_hand, by_hand])


def reason_text(entry: Mapping[str, Any], language: Language) -> str:
    """Return one obstacle as a sentence, from the document of ``Obstacles.entry``."""
    code = entry["reason"]
    if code == TOO_FAR:
        return _too_far_text(entry, language)
    if code in LEFT_OUT:
        return text(f"why.{code}", language) + _nearest_text(entry["walk_m"], language)
    measured = {NO_ROAD: "road_m", ISLAND: "island_m"}[code]
    return text(f"why.{code}", language, distance=metres(entry[measured]))


def _nearest_text(walk_m: float | None, language: Language) -> str:
    if walk_m is None:
        return text("why.nearest.none", language)
    return text("why.nearest", language, distance=metres(walk_m))


def _too_far_text(entry: Mapping[str, Any], language: Language) -> str:
    service = metres(entry["service_distance_m"])
    if entry["allowed_site_m"] is None:
        near = text("why.too_far.none", language)
    else:
        near = text(
            "why.too_far",
            language,
            site=entry["allowed_site_id"],
            distance=metres(entry["allowed_site_m"]),
            service=service,
        )
    return near + _rejected_text(entry, language)


def _rejected_text(entry: Mapping[str, Any], language: Language) -> str:
    """Return how many nearer places were rejected, by which rules, the most frequent first."""
    if not entry["rejected_places"]:
        return text("why.no_place", language)
    by_rule = sorted(entry["rejected_by_rule"].items(), key=lambda item: -item[1])
    rules = [f"{text(f'site_rule.{rule}.name', language)} {count}" for rule, count in by_rule]
    comma = text("why.comma", language)
    return text("why.rejected", language, count=entry["rejected_places"], rules=comma.join(rules))
