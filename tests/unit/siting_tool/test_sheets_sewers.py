"""Paths of sewers and how profiles are cut."""

import math
from itertools import pairwise

import numpy as np
import pytest

from siting_tool.export.sheets.profile_layout import pipe_mm, profile_pieces
from siting_tool.export.sheets.sewer_network import (
    SewerPipe,
    path_length_m,
    pipe_label,
    profile_paths,
)


def pipe(up, down, length=30.0, top=100.0, fall=0.15):
    return SewerPipe(
        pipe_id=f"{up}-{down}", kind="gravity", up_manhole_id=up, down_manhole_id=down,
        diameter_m=0.2, length_m=length, gradient=fall / length, ground_up_m=top + 1.0,
        ground_down_m=top + 1.0 - fall, invert_up_m=top, invert_down_m=top - fall,
    )  # fmt: skip


def names(path):
    return [path[0].up_manhole_id, *(one.down_manhole_id for one in path)]


def test_the_longest_way_to_the_outlet_is_the_first_path():
    """a-b-c-out is 90 m; d joins at c with 20 m, e at b with 25 m, so both are branches."""
    pipes = [pipe("d", "c", 20.0), pipe("c", "out"), pipe("a", "b"), pipe("b", "c"),
             pipe("e", "b", 25.0)]  # fmt: skip
    paths = profile_paths(pipes)
    assert [names(path) for path in paths] == [["a", "b", "c", "out"], ["e", "b"], ["d", "c"]]
    assert path_length_m(paths[0]) == 90.0


def test_every_pipe_is_in_exactly_one_path():
    generator = np.random.default_rng(8)
    pipes = [
        pipe(str(node), str(generator.integers(0, node)), float(generator.uniform(1, 60)))
        for node in range(1, 200)
    ]
    paths = profile_paths(pipes)
    shown = [one.pipe_id for path in paths for one in path]
    assert sorted(shown) == sorted(one.pipe_id for one in pipes)
    for path in paths:
        for above, below in pairwise(path):
            assert above.down_manhole_id == below.up_manhole_id


def test_two_outlets_have_a_main_path_each():
    paths = profile_paths([pipe("a", "x"), pipe("b", "y"), pipe("c", "b")])
    assert [names(path) for path in paths] == [["c", "b", "y"], ["a", "x"]]


def test_a_steep_path_is_cut_into_pieces_that_fit():
    """20 pipes of 30 m that each fall 1.5 m fall 30 m in all: 300 mm at 1:100, five plots high."""
    path = [pipe(str(n), str(n + 1), 30.0, top=200.0 - 1.5 * n, fall=1.5) for n in range(20)]
    pieces = profile_pieces(path, 250.0, 60.0)
    assert [one for piece in pieces for one in piece.pipes] == path
    assert len(pieces) > 5
    for piece in pieces:
        assert piece.vertical == 100
        assert piece.horizontal == 1000
        assert piece.width_mm <= 250.0
        assert piece.height_mm <= 60.0
        assert piece.datum_m < min(one.lowest_m for one in piece.pipes)
    assert pieces[0].start_m == 0.0
    for first, second in pairwise(pieces):
        assert math.isclose(first.end_m, second.start_m)


def test_a_pipe_that_falls_more_than_a_plot_gets_a_smaller_scale():
    """Ground 1 m above the upper invert, a fall of 9 m and 3 m of room: 65 mm at 1:200."""
    (piece,) = profile_pieces([pipe("a", "b", 40.0, fall=9.0)], 250.0, 66.0)
    assert piece.vertical == 200
    assert piece.horizontal == 500


def test_a_very_short_pipe_is_drawn_long_enough_to_be_labelled():
    assert pipe_mm(pipe("a", "b", 0.002), 500) == 6.0
    assert pipe_mm(pipe("a", "b", 40.0), 500) == 80.0


@pytest.mark.parametrize(
    ("size", "label"),
    [((0.2, 32.46, 0.00412), "DN200-32.5-0.0041"), ((0.11, 16.4738, 0.01), "DN110-16.5-0.0100")],
)
def test_a_pipe_label_is_diameter_length_gradient(size, label):
    assert pipe_label(*size) == label
