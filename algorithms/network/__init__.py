"""The walking network: noding, snapping, distances, times, paths."""

from algorithms.network.distances import (
    DistancePairs,
    distances_between_snaps,
    distances_within,
)
from algorithms.network.noding import build_street_network
from algorithms.network.snapping import Snaps, snap_points
from algorithms.network.street_network import Component, NetworkReport, StreetNetwork

__all__ = [
    "Component",
    "DistancePairs",
    "NetworkReport",
    "Snaps",
    "StreetNetwork",
    "build_street_network",
    "distances_between_snaps",
    "distances_within",
    "snap_points",
]
