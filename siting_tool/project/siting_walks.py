"""Who walks where in a plan: nearest site, length and time of the walk, and why nobody can."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from algorithms.network import (
    Paths,
    WalkingTimeParameters,
    WalkingTimes,
    distances_within,
    sample_edges,
    shortest_paths,
    walking_times,
)

if TYPE_CHECKING:
    from algorithms.network import StreetNetwork
    from layers.raster import TerrainRaster
    from resources.catalogue import ParameterValues
    from siting_tool.project.siting_problem import SitingProblem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Walks:
    """Every demand point's walk to the nearest toilet of a plan.

    Attributes
    ----------
    site_index
        Nearest chosen site (index among all sites), -1 where none is in reach.
    distance_m
        Length of the walk, infinite where there is none.
    is_covered
        Whether the walk is within the service distance.
    """

    site_index: IntArray
    distance_m: FloatArray
    is_covered: NDArray[np.bool_]


def nearest_walks(problem: SitingProblem, chosen: IntArray, values: ParameterValues) -> Walks:
    """Return the nearest chosen site of each demand point and the walk to it.

    Points that the problem's own walks don't lead to a chosen site are searched
    again within the longest walk looked at.
    """
    near = walks_measured(problem, chosen)
    rest = np.flatnonzero(near.site_index < 0)
    farther = distances_within(
        problem.network,
        problem.xy_m[rest],
        problem.sites.xy_m[chosen],
        cutoff_m=values.number("public.max_walk_m"),
        max_access_m=values.number("walk.access_limit_m"),
    )
    far_site = chosen[farther.to_index]
    _take_nearest(near, rest[farther.from_index], far_site, farther.distance_m)
    return replace(near, is_covered=near.distance_m <= problem.service_distance_m)


def walks_measured(problem: SitingProblem, chosen: IntArray) -> Walks:
    """Return the nearest chosen site as far as the problem's own walks reach."""
    return nearest_chosen(problem, chosen, sparse.csc_array(problem.distance_m))


def nearest_chosen(problem: SitingProblem, chosen: IntArray, walk_m: sparse.csc_array) -> Walks:
    """Return the nearest chosen site of each demand point; among equal ones the lower number.

    Parameters
    ----------
    walk_m
        Walks by column, sparse (demand points, sites).
    """
    count = len(problem.demand)
    site_index, nearest_m = np.full(count, -1, dtype=np.int64), np.full(count, np.inf)
    for site in chosen.tolist():
        part = slice(walk_m.indptr[site], walk_m.indptr[site + 1])
        points, offer_m = walk_m.indices[part], walk_m.data[part]
        is_nearer = offer_m < nearest_m[points]
        site_index[points[is_nearer]] = site
        nearest_m[points[is_nearer]] = offer_m[is_nearer]
    is_covered = nearest_m <= problem.service_distance_m
    return Walks(site_index=site_index, distance_m=nearest_m, is_covered=is_covered)


def sent_walks(problem: SitingProblem, nearest: Walks, assigned: IntArray) -> Walks:
    """Return the walks where a model with capacity sends people to its own choice of toilet.

    Those whom the model leaves out keep their nearest toilet, but are not covered.
    """
    sent = np.flatnonzero(assigned >= 0)
    site_index, distance_m = nearest.site_index.copy(), nearest.distance_m.copy()
    site_index[sent] = assigned[sent]
    distance_m[sent] = np.asarray(problem.distance_m[sent, assigned[sent]]).ravel()
    is_covered = (assigned >= 0) & (distance_m <= problem.service_distance_m)
    return Walks(site_index=site_index, distance_m=distance_m, is_covered=is_covered)


def _take_nearest(walks: Walks, row: IntArray, site: IntArray, distance_m: FloatArray) -> None:
    """Enter the nearest site of every row; among equally near ones the lower number."""
    order = np.lexsort((site, distance_m, row))
    person, first = np.unique(row[order], return_index=True)
    walks.site_index[person] = site[order][first]
    walks.distance_m[person] = distance_m[order][first]


def nearest_paths(
    problem: SitingProblem, walks: Walks, chosen: IntArray, values: ParameterValues
) -> Paths:
    """Return every demand point's way to its toilet; targets are numbered as ``chosen``."""
    nearest = walks.site_index
    return shortest_paths(
        problem.network,
        problem.xy_m,
        problem.sites.xy_m[chosen],
        np.where(nearest >= 0, np.searchsorted(chosen, nearest), -1),
        max_access_m=values.number("walk.access_limit_m"),
    )


def edge_times(
    network: StreetNetwork, terrain: TerrainRaster | None, values: ParameterValues
) -> WalkingTimes:
    """Return the time to walk each edge, mean of both ways; level where there is no terrain."""
    parameters = values.fill(WalkingTimeParameters)
    samples = sample_edges(network, parameters.slope_step_m)
    heights_m = np.full(len(samples.xy_m), np.nan)
    if terrain is not None and values["walk.uses_slope"]:
        heights_m = terrain.sample(samples.xy_m)
    return walking_times(network, samples, heights_m, parameters)
