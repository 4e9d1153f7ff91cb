"""Tobler's hiking function there and back, and walking times over a network."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from algorithms.errors import InputError
from algorithms.network import (
    WalkingTimeParameters,
    build_street_network,
    distances_within,
    sample_edges,
    walking_speed_ratio,
    walking_times,
    walking_times_within,
)

PARAMETERS = WalkingTimeParameters(speed_m_s=0.8, slope_step_m=20.0)


def times_of(network, height_of, parameters=PARAMETERS):
    samples = sample_edges(network, parameters.slope_step_m)
    return walking_times(network, samples, height_of(*samples.xy_m.T), parameters)


@pytest.mark.parametrize(
    ("gradient", "ratio"),
    [(0.05, 0.985), (0.10, 0.827), (0.15, 0.694), (0.20, 0.583), (0.30, 0.411)],
)
def test_there_and_back_on_a_slope(gradient, ratio):
    """At 10 %: 3.55 km/h up, 5.04 down; 2 / (1/3.55 + 1/5.04) = 4.166; / 5.04 = 0.827."""
    assert walking_speed_ratio(gradient) == pytest.approx(ratio, abs=5e-4)
    assert walking_speed_ratio(-gradient) == walking_speed_ratio(gradient)


def test_level_ground_is_the_fastest_there_and_back():
    gradients = np.linspace(-0.5, 0.5, 101)
    ratios = walking_speed_ratio(gradients)
    assert ratios.max() == ratios[50] == 1.0
    assert (np.diff(ratios[50:]) < 0).all()


def test_level_road_at_the_design_speed():
    """100 m at 0.8 m/s: 125 s."""
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    times = times_of(network, lambda x, y: 0 * x + 7.0)
    assert times.edge_time_s == pytest.approx([125.0])
    assert times.edges_without_height.tolist() == []


def test_a_ridge_in_the_middle_of_an_edge_counts():
    """50 m up and 50 m down at 20 %: 100 / (0.8 x 0.583) = 214.4 s, though both ends are level."""
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    times = times_of(
        network,
        lambda x, y: 10.0 - 0.2 * np.abs(x - 50),
        WalkingTimeParameters(speed_m_s=0.8, slope_step_m=25.0),
    )
    assert times.edge_time_s == pytest.approx([214.4], rel=1e-3)


def test_samples_are_even_and_end_at_the_nodes():
    network = build_street_network(
        [LineString([(0, 0), (30, 0), (30, 20)]), LineString([(0, 0), (0, 5)])]
    )
    samples = sample_edges(network, 20.0)
    assert samples.offsets.tolist() == [0, 4, 6]
    assert samples.step_m == pytest.approx([50 / 3, 5.0])
    assert samples.xy_m[[0, 3, 4, 5]].tolist() == [[0, 0], [30, 20], [0, 0], [0, 5]]
    assert samples.xy_m[2] == pytest.approx([30, 10 / 3])


def test_a_missing_height_makes_its_steps_level_and_is_named():
    network = build_street_network([LineString([(0, 0), (40, 0)]), LineString([(0, 9), (40, 9)])])
    times = times_of(network, lambda x, y: np.where((x < 30) & (y > 5), np.nan, 0.3 * x))
    assert times.edges_without_height.tolist() == [1]
    assert times.edge_time_s[1] == pytest.approx(50.0)
    assert times.edge_time_s[0] == pytest.approx(50.0 / walking_speed_ratio(0.3))


def test_on_level_ground_time_is_distance_over_speed():
    rng = np.random.default_rng(3)
    network = build_street_network([LineString(xy) for xy in rng.uniform(0, 500, (25, 3, 2))])
    homes, sites = rng.uniform(0, 500, (60, 2)), rng.uniform(0, 500, (20, 2))
    times = times_of(network, lambda x, y: 0 * x)
    by_time = walking_times_within(network, times, homes, sites, cutoff_s=500.0)
    by_distance = distances_within(network, homes, sites, cutoff_m=400.0)
    assert by_time.from_index.tolist() == by_distance.from_index.tolist()
    assert by_time.time_s == pytest.approx(by_distance.distance_m / 0.8)
    assert by_time.to_csr().shape == (60, 20)


def test_the_quickest_way_goes_around_the_hill():
    """Over the 30 % hill 100 m take 100 / (0.8 x 0.411) = 304 s; around it 150 m take 187.5 s."""
    over, around = (
        LineString([(0, 0), (100, 0)]),
        LineString([(0, 0), (0, 25), (100, 25), (100, 0)]),
    )
    network = build_street_network([over, around])
    times = times_of(
        network,
        lambda x, y: np.where(y == 0, 15 - 0.3 * np.abs(x - 50), 0.0),
        WalkingTimeParameters(speed_m_s=0.8, slope_step_m=25.0),
    )
    found = walking_times_within(network, times, [(0, 0)], [(100, 0)], cutoff_s=1000.0)
    assert found.time_s == pytest.approx([187.5])


@pytest.mark.parametrize("speed_m_s", [0.0, -1.0, np.inf, np.nan])
def test_the_speed_must_be_positive(speed_m_s):
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    parameters = WalkingTimeParameters(speed_m_s=speed_m_s, slope_step_m=20.0)
    with pytest.raises(InputError, match=r"network\.not_positive"):
        times_of(network, lambda x, y: 0 * x, parameters)


def test_each_sample_needs_a_height():
    network = build_street_network([LineString([(0, 0), (100, 0)])])
    with pytest.raises(InputError, match=r"network\.length_mismatch"):
        walking_times(network, sample_edges(network, 20.0), [1.0], PARAMETERS)
