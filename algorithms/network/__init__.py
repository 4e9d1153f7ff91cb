"""The walking network: noding, snapping, distances, times, paths."""

from algorithms.network.distances import (
    DistancePairs,
    distances_between_snaps,
    distances_within,
)
from algorithms.network.noding import build_street_network
from algorithms.network.paths import Paths, shortest_paths
from algorithms.network.site_distances import SiteDistances, site_distances
from algorithms.network.snapping import Snaps, nearest_line_m, snap_points
from algorithms.network.splitting import SplitNetwork, split_at
from algorithms.network.street_network import Component, NetworkReport, StreetNetwork
from algorithms.network.walking_time import (
    HeightSamples,
    TimePairs,
    WalkingTimeParameters,
    WalkingTimes,
    sample_edges,
    walking_speed_ratio,
    walking_times,
    walking_times_within,
)

__all__ = [
    "Component",
    "DistancePairs",
    "HeightSamples",
    "NetworkReport",
    "Paths",
    "SiteDistances",
    "Snaps",
    "SplitNetwork",
    "StreetNetwork",
    "TimePairs",
    "WalkingTimeParameters",
    "WalkingTimes",
    "build_street_network",
    "distances_between_snaps",
    "distances_within",
    "nearest_line_m",
    "sample_edges",
    "shortest_paths",
    "site_distances",
    "snap_points",
    "split_at",
    "walking_speed_ratio",
    "walking_times",
    "walking_times_within",
]
