"""Pumps in the EPA SWMM model: one into another's well, and the reach before a well."""

from __future__ import annotations

import numpy as np
import pytest

from algorithms.sewage.swmm_model import SwmmSystem
from resources.catalogue import ParameterValues, load_profile
from siting_tool.project.swmm_check import run_swmm

FLOW_M3_S, ROUGHNESS, DIAMETER_M, GRADIENT = 0.0015, 0.013, 0.11, 0.0113


def reaches_to_pumps(pump_nodes: list[tuple[int, int]]) -> SwmmSystem:
    """Return four reaches of 30 m down to a well, wells that pump on, and a reach to the end."""
    falling = 100.0 - GRADIENT * 30.0 * np.arange(5)
    inverts = np.concatenate((falling, [105.0, 110.0, 110.0 - GRADIENT * 30.0]))
    count = len(inverts)
    conduits = np.array([(0, 1), (1, 2), (2, 3), (3, 4), (6, 7)])
    return SwmmSystem(
        node_id=tuple(f"M{n}" for n in range(count)),
        node_xy_m=np.column_stack((30.0 * np.arange(count), np.zeros(count))),
        node_invert_m=inverts,
        node_depth_m=np.full(count, 3.0),
        node_flow_m3_s=np.array([FLOW_M3_S] + [0.0] * (count - 1)),
        conduit_id=tuple(f"P{n}" for n in range(len(conduits))),
        conduit_nodes=conduits,
        conduit_length_m=np.full(len(conduits), 30.0),
        conduit_diameter_m=np.full(len(conduits), DIAMETER_M),
        conduit_invert_up_m=inverts[conduits[:, 0]],
        conduit_invert_down_m=inverts[conduits[:, 1]],
        pump_id=tuple(f"S{n}" for n in range(len(pump_nodes))),
        pump_nodes=np.array(pump_nodes),
        roughness=ROUGHNESS,
        peak_factor=3.5,
        title="Two wells",
    )


def normal_depth_ratio() -> float:
    """Return the fill at which Manning's formula gives the peak flow, by bisection."""

    def flow_m3_s(share: float) -> float:
        angle = 2.0 * np.arccos(1.0 - 2.0 * share)
        area = DIAMETER_M**2 / 8.0 * (angle - np.sin(angle))
        radius = area / (DIAMETER_M * angle / 2.0)
        return float(area * radius ** (2.0 / 3.0) * np.sqrt(GRADIENT) / ROUGHNESS)

    low, high = 0.01, 0.9
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if flow_m3_s(middle) < 3.5 * FLOW_M3_S else (low, middle)
    return low


@pytest.fixture(scope="module")
def values():
    return ParameterValues(load_profile(), {"sewer.fill_dn300": 0.7})


def test_the_reach_before_a_well_is_as_full_as_its_flow_asks(values):
    report = run_swmm(reaches_to_pumps([(4, 6)]), "S", values)
    assert report.passes
    assert report.max_depth_ratio == pytest.approx(normal_depth_ratio(), abs=0.02)


def test_a_station_may_pump_into_the_well_of_another(values):
    report = run_swmm(reaches_to_pumps([(4, 5), (5, 6)]), "S", values)
    assert report.passes
    assert report.peak_outflow_m3_s == pytest.approx(3.5 * FLOW_M3_S, rel=0.03)
