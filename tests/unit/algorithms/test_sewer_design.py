import numpy as np
import pytest

from algorithms.sewage import _sewer_arrays as arrays
from algorithms.sewage._sewer_arrays import plain_links
from algorithms.sewage.corridors import RoadReaches, linked_to_outlets, merged_manholes
from algorithms.sewage.decision import Decision
from algorithms.sewage.design import design_forest, ordered_forest
from algorithms.sewage.laterals import connect_houses
from algorithms.sewage.parameters import SewerParameters
from algorithms.sewage.shares import (
    households_upstream,
    network_costs,
    share_per_household,
)
from tests.unit.algorithms.sewer_cases import (
    decision_input,
    graph_of,
    houses_at,
    outlets_at,
    values,
)

LINE = [(0, 0), (40, 0), (80, 0), (120, 0)]
LINE_EDGES = [(0, 1), (1, 2), (2, 3)]


def design_line(
    ground, house_nodes=(3,), crown_m=1000.0, invert_level_m=np.nan, persons=3.0, **changes
):
    """Design the street 3 -> 2 -> 1 -> 0 with houses at the given nodes."""
    data = decision_input(
        graph_of(LINE, ground, LINE_EDGES),
        outlets_at([0], invert_level_m),
        houses_at(house_nodes, 1.0, crown_m, persons),
        **changes,
    )
    decision = Decision(data)
    links = plain_links(np.array([-1, 0, 1, 2]), np.array([-1, 0, 1, 2]))
    forest = ordered_forest(links, np.ones(4, dtype=bool))
    loads = decision.loads(np.arange(len(house_nodes)), np.array([0]))
    return data.basis, design_forest(data.basis, forest, loads)


def test_manholes_closer_than_allowed_become_one_at_the_junction():
    """Nodes 1 and 2 lie 0.5 m apart, 2 is a junction: 0 - 2 - 3 and 2 - 4 remain, 40 m each."""
    reaches = RoadReaches(
        node_xy_m=np.array([[0, 0], [39.5, 0], [40, 0], [80, 0], [40, 40]], dtype=float),
        edge_nodes=np.array([[0, 1], [1, 2], [2, 3], [2, 4]]),
        edge_source_index=np.array([0, 0, 1, 2]),
    )
    merged = merged_manholes(reaches, 1.0)
    np.testing.assert_array_equal(merged.node_xy_m, [[0, 0], [40, 0], [80, 0], [40, 40]])
    np.testing.assert_array_equal(merged.edge_nodes, [[0, 1], [1, 2], [1, 3]])
    assert merged.edge_source_index.tolist() == [0, 1, 2]


def test_a_row_of_close_manholes_is_thinned_not_drawn_together():
    """Every 0.6 m for 6 m: what remains is at least 1 m apart and spans most of the row."""
    reaches = RoadReaches(
        node_xy_m=np.column_stack((0.6 * np.arange(11), np.zeros(11))),
        edge_nodes=np.column_stack((np.arange(10), np.arange(1, 11))),
        edge_source_index=np.zeros(10, dtype=np.int64),
    )
    merged = merged_manholes(reaches, 1.0)
    spacing = np.abs(np.diff(merged.node_xy_m[merged.edge_nodes][:, :, 0], axis=1))
    assert spacing.min() >= 1.0
    assert np.ptp(merged.node_xy_m[:, 0]) >= 4.0


def test_on_flat_ground_the_sewer_falls_at_its_least_gradient():
    """Cover 0.7: crown 99.3 at the top, 0.004 x 40 = 0.16 lower at each manhole."""
    _, design = design_line([100.0] * 4)
    up, down = design.table[:, arrays.CROWN_UP], design.table[:, arrays.CROWN_DOWN]
    np.testing.assert_allclose(up[[3, 2, 1]], [99.3, 99.14, 98.98])
    np.testing.assert_allclose(down[[3, 2, 1]], [99.14, 98.98, 98.82])
    assert (design.kind[[3, 2, 1]] == arrays.GRAVITY).all()


def test_flat_street_of_120_m_costs_its_pipes_and_chambers():
    """DN200 260 yuan/m x 120 m, depth to the bottom 0.9-1.38 m so no extra; 3 chambers at 700."""
    basis, design = design_line([100.0] * 4)
    costs = network_costs(basis, design)
    assert costs.reach_yuan.sum() == pytest.approx(260 * 120)
    assert costs.manhole_yuan.sum() == pytest.approx(3 * 700)
    assert design.present_value_yuan == pytest.approx(260 * 120 + 3 * 700)


def test_on_falling_ground_the_sewer_keeps_its_least_cover():
    """The street falls 1 m every 40 m, more than the least gradient: cover stays 0.7 m."""
    _, design = design_line([97.0, 98.0, 99.0, 100.0])
    np.testing.assert_allclose(design.table[[3, 2, 1], arrays.CROWN_UP], [99.3, 98.3, 97.3])
    np.testing.assert_allclose(design.table[[3, 2, 1], arrays.CROWN_DOWN], [98.3, 97.3, 96.3])


def test_a_low_house_pulls_the_sewer_down_from_its_manhole_on():
    _, design = design_line([100.0] * 4, crown_m=98.5)
    np.testing.assert_allclose(design.table[[3, 2, 1], arrays.CROWN_UP], [98.5, 98.34, 98.18])


def test_where_the_largest_depth_is_passed_a_station_lifts_to_the_least_cover():
    """Depth limit 2 m: the house asks for crown 98.3, bottom 98.1 - 0.16 is 2.06 m deep."""
    _, design = design_line([100.0] * 4, crown_m=98.3, sewer__max_depth_m=2.0)
    assert design.kind[3] == arrays.LIFTED
    assert design.table[3, arrays.CROWN_UP] == pytest.approx(99.3)
    assert design.table[3, arrays.HEAD] == pytest.approx(1.0)
    assert design.table[3, arrays.STATION_PV] > 0.0


def test_over_a_rise_the_sewage_is_pumped_to_the_crest_and_runs_on_by_gravity():
    """5 m up over the first 40 m, too deep for a trench; then falling.

    Friction in 40 m of DN80 at 1 m/s (Manning): (1 x 0.01)^2 / 0.02^(4/3) x 40 = 0.737 m.
    """
    _, design = design_line([103.0, 104.0, 105.0, 100.0])
    assert design.kind[[3, 2, 1]].tolist() == [arrays.PUMPED, arrays.GRAVITY, arrays.GRAVITY]
    assert design.table[3, arrays.HEAD] == pytest.approx(5.0 + 0.7368, abs=1e-4)


def test_a_rising_main_runs_through_manholes_without_inflow():
    _, design = design_line([112.0, 108.0, 104.0, 100.0])
    assert design.kind[[3, 2, 1]].tolist() == [arrays.PUMPED, arrays.CARRIED, arrays.CARRIED]
    assert (design.table[:, arrays.STATION_PV] > 0).sum() == 1


def test_an_outlet_above_the_sewer_gets_a_lift():
    _, design = design_line([100.0] * 4, invert_level_m=99.5)
    assert design.kind[0] == arrays.LIFTED
    assert design.table[0, arrays.HEAD] == pytest.approx(99.7 - 98.82)


def test_sizes_never_shrink_downstream_and_carry_their_flow():
    """20,000 persons x 70 L x 3.5 / 86400 = 56.7 l/s: DN200 at 0.004 carries 15.8."""
    data = decision_input(
        graph_of(LINE, [90.0, 99.8, 99.9, 100.0], LINE_EDGES),
        outlets_at([0]), houses_at([3], 1.0, persons=20_000.0),
    )  # fmt: skip
    links = plain_links(np.array([-1, 0, 1, 2]), np.array([-1, 0, 1, 2]))
    forest = ordered_forest(links, np.ones(4, dtype=bool))
    loads = Decision(data).loads(np.arange(1), np.array([0]))
    design = design_forest(data.basis, forest, loads)
    sizes = design.size[[3, 2, 1]]
    assert sizes[0] > 0
    assert (np.diff(sizes) >= 0).all()


def test_more_than_the_largest_size_carries_at_its_least_gradient_falls_more():
    """100,000 persons are 0.2836 m3/s; DN400 at 0.65 carries C sqrt(I) with I = (0.2836 / C)^2."""
    _, design = design_line([100.0] * 4, persons=100_000.0, sewer__max_depth_m=8.0)
    fall = design.table[3, arrays.CROWN_UP] - design.table[3, arrays.CROWN_DOWN]
    needed = gradient_of_flow(0.4, 0.65, 100_000 * 0.07 * 3.5 / 86400)
    assert needed > 0.01
    assert fall / 40.0 == pytest.approx(needed)


def gradient_of_flow(diameter_m, fill, flow_m3_s):
    """Manning by hand with n = 0.01: half angle acos(1 - 2 h/D), area, hydraulic radius."""
    half = np.arccos(1.0 - 2.0 * fill)
    area = diameter_m**2 / 4.0 * (half - np.sin(half) * np.cos(half))
    radius = area / (half * diameter_m)
    return (flow_m3_s * 0.01 / (area * radius ** (2 / 3))) ** 2


def test_a_larger_sewer_at_a_depth_that_the_smaller_just_keeps_is_lifted_first():
    """Crown 2.8 m deep, DN200's bottom at 3.0 m is allowed, DN300's at 3.1 m is not."""
    few = {"house_nodes": (3, 2), "crown_m": 97.2, "sewer__max_depth_m": 3.0}
    ground = [90.0, 99.0, 100.0, 101.2]
    _, design = design_line(ground, persons=3.0, **few)
    assert design.kind[2] == arrays.GRAVITY
    _, design = design_line(ground, persons=4_000.0, **few)
    assert design.kind[2] == arrays.LIFTED


def test_a_larger_pipe_keeps_its_bottom_above_the_outlet():
    """DN400 falls 3 x 0.08 to crown 99.06: above a DN200 at the outlet, its bottom is not."""
    _, design = design_line([100.0] * 4, invert_level_m=98.65, persons=20_000.0)
    assert design.kind[0] == arrays.GRAVITY
    _, design = design_line([100.0] * 4, invert_level_m=98.7, persons=20_000.0)
    assert design.kind[0] == arrays.LIFTED
    assert design.table[0, arrays.HEAD] == pytest.approx(0.5)


def test_a_branch_that_arrives_a_metre_above_the_sewer_needs_a_drop_manhole():
    """At node 1 the sewer runs 1.6 m below the least cover, a branch from node 4 at it."""
    xy, edges = [*LINE, (40, 40)], [*LINE_EDGES, (1, 4)]
    data = decision_input(
        graph_of(xy, [100.0, 100.0, 100.0, 100.0, 101.0], edges), outlets_at([0]),
        houses_at([3, 4], 1.0, crown_m=np.array([98.0, 1000.0])),
    )  # fmt: skip
    links = plain_links(np.array([-1, 0, 1, 2, 1]), np.array([-1, 0, 1, 2, 3]))
    forest = ordered_forest(links, np.ones(5, dtype=bool))
    design = design_forest(data.basis, forest, Decision(data).loads(np.arange(2), np.array([0])))
    assert design.table[1, arrays.CROWN_HIGH] == pytest.approx(99.3)
    assert design.table[1, arrays.CROWN_UP] == pytest.approx(98.0 - 2 * 0.16)
    manholes = network_costs(data.basis, design).manhole_yuan
    assert manholes[[1, 2, 4]].tolist() == [2200 + 600, 2200, 700]


def test_a_link_to_an_outlet_has_manholes_at_the_allowed_spacing():
    """100 m off the road: three reaches of 33.3 m, the outlet the last node but two."""
    reaches = RoadReaches(
        node_xy_m=np.array([[0.0, 0.0], [40.0, 0.0]]),
        edge_nodes=np.array([[0, 1]]),
        edge_source_index=np.array([0]),
    )
    rules = values().fill(SewerParameters)
    linked, node = linked_to_outlets(reaches, np.array([[40.0, 100.0]]), np.array([1]), rules)
    np.testing.assert_allclose(linked.node_xy_m[node], [[40.0, 100.0]])
    ends = linked.node_xy_m[linked.edge_nodes[linked.edge_source_index < 0]]
    np.testing.assert_allclose(np.hypot(*(ends[:, 0] - ends[:, 1]).T), [100.0 / 3] * 3)
    near, node = linked_to_outlets(reaches, np.array([[40.0, 1.0]]), np.array([1]), rules)
    assert node.tolist() == [1]
    assert len(near.edge_nodes) == 1


def test_a_lateral_from_a_house_above_the_street_ends_under_the_street():
    """House 4 m above the manhole, 20 m away: crown at 103.7, at the manhole 0.6 m deep."""
    graph = graph_of(LINE, [100.0] * 4, LINE_EDGES)
    rules = values().fill(SewerParameters)
    found = connect_houses(
        graph, np.array([0]), np.array([[40.0, 20.0], [80.0, 20.0]]), np.array([104.0, 100.0]),
        rules, np.zeros(2, dtype=bool),
    )  # fmt: skip
    np.testing.assert_allclose(found.house_crown_m, [103.7, 99.7])
    np.testing.assert_allclose(found.crown_m, [99.4, 99.4])


def test_shares_add_up_to_the_whole_network():
    basis, design = design_line([100.0] * 4, house_nodes=(3, 3, 1))
    costs = network_costs(basis, design)
    carried = households_upstream(design, np.array([0.0, 1.0, 0.0, 2.0]))
    assert carried.tolist() == [3.0, 3.0, 2.0, 2.0]
    share = share_per_household(design, costs.reach_yuan, carried)
    assert 2 * share[3] + share[1] == pytest.approx(costs.reach_yuan.sum())


def test_a_branch_without_houses_costs_nothing():
    _, design = design_line([100.0] * 4, house_nodes=(1,))
    assert design.present_value_yuan == pytest.approx(260 * 40 + 700)
