"""Every place where a public toilet stands, could open or could be built."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from algorithms.siting.candidates import (
    CandidateRules,
    RuleCheck,
    Surroundings,
    check_candidates,
    lay_candidates,
    passes,
    thin_candidates,
)
from siting_tool.project.columns import flags, numbers, point_xy, words
from siting_tool.project.study_area import VEHICLE_CLASSES, Households, layer_or_empty

if TYPE_CHECKING:
    from algorithms.network import StreetNetwork
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project

_VERDICTS = {1: "passed", 0: "unknown", -1: "failed"}


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
    open_cost_yuan
        Stated cost of opening an indoor toilet, NaN where none is stated.
    stalls_now
        Stalls that stand already, 0 where none.
    is_fixed
        Whether the site is in every plan.
    rules
        JSON list of the rules checked, empty for what stands already.
    """

    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    xy_m: NDArray[np.float64]
    base_cost_yuan: NDArray[np.float64]
    open_cost_yuan: NDArray[np.float64]
    stalls_now: NDArray[np.int64]
    is_fixed: NDArray[np.bool_]
    rules: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, indices: NDArray[np.int64] | NDArray[np.bool_]) -> Sites:
        """Return some of the sites."""
        return Sites(**{name: column[indices] for name, column in vars(self).items()})


@dataclass(frozen=True, kw_only=True)
class _Ground:
    """What every candidate is held against."""

    project: Project
    around: Surroundings
    rules: CandidateRules


def collect_sites(
    project: Project, network: StreetNetwork, households: Households, values: ParameterValues
) -> tuple[Sites, Sites]:
    """Return the sites that may be chosen, and the given plots that fail a rule."""
    ground = _Ground(
        project=project,
        around=_surroundings(project, households),
        rules=values.fill(CandidateRules),
    )
    smallest_yuan = values.number("public.min_area_m2") * values.number(
        "public.cost_build_yuan_per_m2"
    )
    laid_yuan = smallest_yuan + values.number("public.cost_land_yuan")
    given, rejected = _given_sites(ground, smallest_yuan)
    most = int(values.number("public.max_candidates"))
    laid = _laid_sites(ground, network, laid_yuan, most)
    return _joined([_toilet_sites(project, values), given, laid]), rejected


def _toilet_sites(project: Project, values: ParameterValues) -> Sites:
    frame = layer_or_empty(project, "public_toilets")
    kind = words(frame, "toilet_kind")
    is_open = flags(frame, "is_open", missing=True)
    indoor = (kind == "indoor") & ~(flags(frame, "is_open", missing=False))
    cost = numbers(frame, "open_cost_yuan")
    assumed = np.where(np.isnan(cost), values.number("public.cost_open_yuan"), cost)
    stalls = numbers(frame, "stalls_men") + numbers(frame, "stalls_women")
    count = len(frame)
    return Sites(
        ids=words(frame, "toilet_id"),
        names=words(frame, "toilet_name"),
        kinds=np.where(indoor, "indoor", "existing").astype(object),
        xy_m=point_xy(frame),
        base_cost_yuan=np.where(is_open & ~indoor, 0.0, assumed),
        open_cost_yuan=cost,
        stalls_now=np.nan_to_num(stalls).astype(np.int64),
        is_fixed=is_open & ~indoor,
        rules=np.full(count, "[]", dtype=object),
    )


def _given_sites(ground: _Ground, smallest_yuan: float) -> tuple[Sites, Sites]:
    frame = layer_or_empty(ground.project, "candidate_sites")
    cost = numbers(frame, "cost_yuan")
    checks = _check(ground, point_xy(frame))
    everything = np.arange(len(frame))
    sites = replace(
        _candidate_sites(words(frame, "site_id"), point_xy(frame), rules_json(checks, everything)),
        names=words(frame, "site_name"),
        base_cost_yuan=np.where(np.isnan(cost), smallest_yuan, cost),
    )
    kept = passes(checks)
    return sites.take(kept), sites.take(~kept)


def _laid_sites(ground: _Ground, network: StreetNetwork, cost_yuan: float, most: int) -> Sites:
    usable = np.isin(network.edge_source_index, np.flatnonzero(ground.around.road_vehicle))
    spacing_m = ground.rules.spacing_m
    laid = lay_candidates(list(network.edge_lines[usable]), spacing_m, ground.rules.offset_m)
    checks = _check(ground, laid)
    kept = np.flatnonzero(passes(checks))
    cell_m = spacing_m / 2.0
    while True:
        thinned = kept[thin_candidates(laid[kept], cell_m)]
        if len(thinned) <= most:
            break
        cell_m *= 1.25
    ids = np.array([f"C{number:05d}" for number in range(1, len(thinned) + 1)], dtype=object)
    sites = _candidate_sites(ids, laid[thinned], rules_json(checks, thinned))
    return replace(sites, base_cost_yuan=np.full(len(sites), cost_yuan))


def _check(ground: _Ground, xy_m: NDArray[np.float64]) -> tuple[RuleCheck, ...]:
    slope = np.full(len(xy_m), np.nan)
    if ground.project.terrain is not None and len(xy_m):
        slope = ground.project.terrain.sample_slope(xy_m)
    return check_candidates(xy_m, slope, ground.around, ground.rules)


def _candidate_sites(
    ids: NDArray[np.object_], xy_m: NDArray[np.float64], rules: NDArray[np.object_]
) -> Sites:
    count = len(ids)
    return Sites(
        ids=ids,
        names=np.full(count, "", dtype=object),
        kinds=np.full(count, "candidate", dtype=object),
        xy_m=xy_m,
        base_cost_yuan=np.zeros(count),
        open_cost_yuan=np.full(count, np.nan),
        stalls_now=np.zeros(count, dtype=np.int64),
        is_fixed=np.zeros(count, dtype=bool),
        rules=rules,
    )


def rules_json(checks: Sequence[RuleCheck], indices: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the checked rules of some candidates as JSON: rule, verdict, value, limit, unit."""
    texts = [json.dumps([_rule_entry(check, index) for check in checks]) for index in indices]
    return np.array(texts, dtype=object)


def _rule_entry(check: RuleCheck, index: int) -> dict[str, Any]:
    value = float(check.value[index])
    return {
        "rule": check.rule,
        "verdict": _VERDICTS[int(check.verdict[index])],
        "value": round(value, 3) if np.isfinite(value) else None,
        "limit": check.limit,
        "unit": check.unit,
    }


def _surroundings(project: Project, households: Households) -> Surroundings:
    water = layer_or_empty(project, "water")
    is_drinking = np.isin(words(water, "water_kind"), ["drinking_source", "well"])
    places = layer_or_empty(project, "places")
    is_food = np.isin(words(places, "place_kind"), ["food_site", "water_point", "kindergarten"])
    restricted = layer_or_empty(project, "restricted_areas")
    forbids = words(restricted, "forbids")
    forbids_toilets = np.array([not text or "toilet" in text for text in forbids], dtype=bool)
    roads = layer_or_empty(project, "roads")
    return Surroundings(
        drinking_sources=water.geometry.to_numpy()[is_drinking],
        food_sites=places.geometry.to_numpy()[is_food],
        watercourses=water.geometry.to_numpy()[~is_drinking],
        restricted_areas=restricted.geometry.to_numpy()[forbids_toilets],
        dwelling_xy_m=households.xy_m,
        dwelling_persons=households.persons,
        roads=roads.geometry.to_numpy(),
        road_width_m=numbers(roads, "width_m"),
        road_vehicle=np.isin(words(roads, "road_class"), VEHICLE_CLASSES),
    )


def _joined(parts: Sequence[Sites]) -> Sites:
    names = vars(parts[0])
    return Sites(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )


def site_points(sites: Sites, crs: str) -> gpd.GeoSeries:
    """Return the sites as points."""
    return gpd.GeoSeries(list(shapely.points(sites.xy_m)), crs=crs)
