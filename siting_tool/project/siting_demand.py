"""Who walks to public toilets: households, places with visitors, places that must be served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from siting_tool.project.columns import flags, numbers, point_xy, unique_ids, words
from siting_tool.project.study_area import Households, layer_or_empty

if TYPE_CHECKING:
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project

FloatArray = NDArray[np.float64]
# How a place came to be one that must be served; "" where it need not.
NOT_ASKED, BY_RULE, BY_HAND = "", "rule", "given"
ROUTE_STEP_M = 100.0
# Existing household toilets that make a cluster one without sanitary toilets.
_UNSANITARY = {
    "no_toilet": ("none",),
    "no_toilet_or_pit": ("none", "dry_pit", "flush_to_pit"),
}


@dataclass(frozen=True, kw_only=True)
class DemandPlaces:
    """Demand beside the households, arrays of one length.

    Attributes
    ----------
    ids, names, kinds
        Id, name and kind of the place (``place_kind``, ``unsanitary_cluster``, ``route``).
    xy_m
        Where it is, shape (places, 2).
    visitors_per_day
        Visitors, 0 where none are known.
    must_serve
        `NOT_ASKED`, `BY_RULE` or `BY_HAND`.
    service_m
        Longest walk that counts as served.
    """

    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    xy_m: FloatArray
    visitors_per_day: FloatArray
    must_serve: NDArray[np.object_]
    service_m: FloatArray

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.ids)

    def take(self, indices: NDArray[np.int64] | NDArray[np.bool_]) -> DemandPlaces:
        """Return some of the places."""
        return DemandPlaces(**{name: column[indices] for name, column in vars(self).items()})


def read_demand_places(
    project: Project, households: Households, service_m: float, values: ParameterValues
) -> DemandPlaces:
    """Return the places that weigh in: with visitors, or to be served whatever the model."""
    parts = [
        _given_places(project, service_m, values),
        _unsanitary_clusters(project, households, service_m, values),
        _route_points(project, values),
    ]
    joined = DemandPlaces(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])}
    )
    return joined.take((joined.visitors_per_day > 0) | (joined.must_serve != NOT_ASKED))


def _given_places(project: Project, service_m: float, values: ParameterValues) -> DemandPlaces:
    frame = layer_or_empty(project, "places")
    kinds = words(frame, "place_kind")
    asked = np.full(len(frame), NOT_ASKED, dtype=object)
    if values["public.must_serve_committee"]:
        asked[kinds == "village_committee"] = BY_RULE
    if values["public.must_serve_activity_place"]:
        asked[kinds == "activity_place"] = BY_RULE
    by_hand = flags(frame, "must_serve", missing=False) & (asked == NOT_ASKED)
    if values["public.must_serve_given"]:
        asked[by_hand] = BY_HAND
    limit_m = np.full(len(frame), service_m)
    if values["public.tourist_route"] == "scenic_places":
        is_scenic = kinds == "scenic_spot"
        asked[is_scenic & (asked == NOT_ASKED)] = BY_HAND
        limit_m[is_scenic] = np.minimum(service_m, values.number("public.tourist_gap_m") / 2.0)
    return DemandPlaces(
        ids=unique_ids(words(frame, "place_id"), "P"),
        names=words(frame, "place_name"),
        kinds=kinds,
        xy_m=point_xy(frame),
        visitors_per_day=np.nan_to_num(numbers(frame, "visitors_per_day")),
        must_serve=asked,
        service_m=limit_m,
    )


def _unsanitary_clusters(
    project: Project, households: Households, service_m: float, values: ParameterValues
) -> DemandPlaces:
    """Return one place per cluster of households without sanitary toilet: its middle one."""
    frame = layer_or_empty(project, "households")
    unsanitary = _UNSANITARY[str(values["public.unsanitary_toilets"])]
    has_none = np.flatnonzero(np.isin(words(frame, "existing_toilet"), unsanitary))
    if not values["public.must_serve_unsanitary"] or not len(has_none):
        return _without_visitors([], np.empty((0, 2)), "unsanitary_cluster", BY_RULE, service_m)
    xy_m = households.xy_m[has_none]
    cluster = _clusters(xy_m, values.number("public.unsanitary_cluster_gap_m"))
    least = int(values.number("public.unsanitary_cluster_households"))
    middles, names = [], []
    for number in np.flatnonzero(np.bincount(cluster) >= least).tolist():
        members = np.flatnonzero(cluster == number)
        offset_m = xy_m[members] - xy_m[members].mean(axis=0)
        middle = members[np.hypot(offset_m[:, 0], offset_m[:, 1]).argmin()]
        middles.append(xy_m[middle])
        names.append(str(households.ids[has_none[middle]]))
    place_m = np.reshape(middles, (-1, 2)).astype(np.float64)
    return _without_visitors(names, place_m, "unsanitary_cluster", BY_RULE, service_m)


def _clusters(xy_m: FloatArray, gap_m: float) -> NDArray[np.int64]:
    """Return the cluster of each point: neighbours within the gap are in one."""
    pairs = cKDTree(xy_m).query_pairs(gap_m, output_type="ndarray")
    shape = (len(xy_m), len(xy_m))
    graph = sparse.coo_array((np.ones(len(pairs), dtype=bool), (pairs[:, 0], pairs[:, 1])), shape)
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _route_points(project: Project, values: ParameterValues) -> DemandPlaces:
    """Return points along main roads; none may be farther than half the gap from a toilet."""
    half_gap_m = values.number("public.tourist_gap_m") / 2.0
    place_m = np.empty((0, 2))
    if values["public.tourist_route"] == "main_roads":
        roads = layer_or_empty(project, "roads")
        lines = roads.geometry.to_numpy()[words(roads, "road_class") == "main"]
        step_m = min(ROUTE_STEP_M, half_gap_m)
        place_m = shapely.get_coordinates(shapely.segmentize(lines, step_m))
        cell = np.floor(place_m / (step_m / 2.0)).astype(np.int64)
        place_m = place_m[np.sort(np.unique(cell, axis=0, return_index=True)[1])]
    return _without_visitors([""] * len(place_m), place_m, "route", BY_HAND, half_gap_m)


def _without_visitors(
    names: list[str], xy_m: FloatArray, kind: str, must_serve: str, service_m: float
) -> DemandPlaces:
    count = len(names)
    ids = [f"{kind}-{number}" for number in range(1, count + 1)]
    return DemandPlaces(
        ids=np.array(ids, dtype=object),
        names=np.array(names, dtype=object),
        kinds=np.full(count, kind, dtype=object),
        xy_m=xy_m,
        visitors_per_day=np.zeros(count),
        must_serve=np.full(count, must_serve, dtype=object),
        service_m=np.full(count, service_m),
    )
