"""Paths of sewers and how profiles are cut."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from siting_tool.export.sheets.long_profile import profile_sheets
from siting_tool.export.sheets.profile_layout import VERTICAL_SCALE, pipe_mm, profile_pieces
from siting_tool.export.sheets.sewer_network import (
    SewerPath,
    SewerPipe,
    pipe_label,
    profile_paths,
)


def pipe(up, down, length=30.0, top=100.0, fall=0.15):
    return SewerPipe(
        pipe_id=f"{up}-{down}", kind="gravity", up_manhole_id=up, down_manhole_id=down,
        diameter_m=0.2, length_m=length, gradient=fall / length, ground_up_m=top + 1.0,
        ground_down_m=top + 1.0 - fall, invert_up_m=top, invert_down_m=top - fall,
    )  # fmt: skip


def test_the_longest_way_to_the_outlet_is_the_first_path():
    """a-b-c-out is 90 m; d joins at c with 20 m, e at b with 25 m, so both are branches."""
    pipes = [pipe("d", "c", 20.0), pipe("c", "out"), pipe("a", "b"), pipe("b", "c"),
             pipe("e", "b", 25.0)]  # fmt: skip
    paths = profile_paths(pipes)
    assert [path.manhole_ids for path in paths] == [["a", "b", "c", "out"], ["e", "b"], ["d", "c"]]
    assert paths[0].length_m == 90.0


def test_every_pipe_is_in_exactly_one_path():
    generator = np.random.default_rng(8)
    pipes = [
        pipe(str(node), str(generator.integers(0, node)), float(generator.uniform(1, 60)))
        for node in range(1, 200)
    ]
    paths = profile_paths(pipes)
    shown = [one.pipe_id for path in paths for one in path.pipes]
    assert sorted(shown) == sorted(one.pipe_id for one in pipes)
    for path in paths:
        for above, below in pairwise(path.pipes):
            assert above.down_manhole_id == below.up_manhole_id


def test_two_outlets_have_a_main_path_each():
    paths = profile_paths([pipe("a", "x"), pipe("b", "y"), pipe("c", "b")])
    assert [path.manhole_ids for path in paths] == [["c", "b", "y"], ["a", "x"]]


def test_a_branch_knows_the_pipe_it_flows_into():
    """b joins at c 0.30 m above the main's invert there: 99.85 in, 99.55 out, 1.30 deep."""
    main = [pipe("a", "c", 40.0, fall=0.45), pipe("c", "out", 40.0, top=99.55)]
    _, branch = profile_paths([*main, pipe("b", "c", 20.0)])
    *_, last = branch.stations()
    assert (last.name, last.invert_in_m, last.invert_out_m) == ("c", 99.85, 99.55)
    assert last.cells["invert"] == "99.85/99.55"
    assert last.cells["depth"] == "1.30"
    first, *_ = branch.stations()
    assert first.cells["invert"] == "100.00"


def steep_path():
    """Return 20 pipes of 30 m that each fall 1.5 m: 30 m in all, 300 mm at 1:100."""
    pipes = (pipe(str(n), str(n + 1), 30.0, top=200.0 - 1.5 * n, fall=1.5) for n in range(20))
    return SewerPath(pipes=tuple(pipes))


def test_a_steep_path_is_cut_into_pieces_that_fit():
    pieces = profile_pieces(steep_path(), 250.0, 60.0)
    shown = [one.pipe_id for piece in pieces for one in piece.pipes]
    assert shown == [one.pipe_id for one in steep_path().pipes]
    assert len(pieces) > 5
    for piece in pieces:
        assert piece.horizontal == 1000
        assert piece.width_mm <= 250.0
        assert piece.height_mm <= 60.0
        assert piece.datum_m < min(one.lowest_m for one in piece.pipes)
    assert pieces[0].start_m == 0.0
    for first, second in pairwise(pieces):
        assert math.isclose(first.end_m, second.start_m)
        assert first.stations[-1].cells == second.stations[0].cells


def test_a_pipe_that_falls_more_than_a_plot_goes_on_above_another_datum():
    """40 m that fall 9 m below ground 1 m above: 10 m of levels, 5 m of room, so three parts.

    Room is 65 mm less two half metres and half a metre for the datum: 5 m at 1:100. Each part may
    fall what a trench of 1 m leaves of it, 4 m; 9 m fall in 3 parts of 3 m, 13.3 m long each.
    """
    (whole,) = profile_paths([pipe("a", "b", 40.0, fall=9.0)])
    pieces = profile_pieces(whole, 250.0, 65.0)
    parts = [part for piece in pieces for part in piece.pipes]
    assert [part.length_words for part in parts] == ["40.0 (1/3)", "40.0 (2/3)", "40.0 (3/3)"]
    assert [part.invert_up_m for part in parts] == pytest.approx([100.0, 97.0, 94.0])
    assert [part.ground_down_m for part in parts] == pytest.approx([98.0, 95.0, 92.0])
    assert sum(part.length_m for part in parts) == pytest.approx(40.0)
    assert {part.gradient for part in parts} == {9.0 / 40.0}
    assert all(piece.height_mm <= 65.0 for piece in pieces)
    shown = [station.name for piece in pieces for station in piece.stations if station.name]
    assert shown == ["a", "b"]


def test_the_datum_lies_below_the_pipe_that_a_branch_falls_into():
    """b ends at 99.85 above the main's invert of 97.00 there: the datum is below 96.50."""
    main = [pipe("a", "c", 40.0, fall=0.45), pipe("c", "out", 40.0, top=97.0)]
    _, branch = profile_paths([*main, pipe("b", "c", 20.0)])
    (piece,) = profile_pieces(branch, 250.0, 65.0)
    assert piece.datum_m == 96.5
    assert piece.height_mm == pytest.approx((101.0 + 0.5 - 96.5) * 10.0)


@pytest.mark.parametrize(("depth", "slots"), [(1.0, 2), (3.2, 2), (4.0, 1), (9.0, 1)])
def test_every_piece_fits_its_sheet_at_the_usual_scale(depth, slots):
    """Three quarters of the room of two strips are about 3.3 m, those of one 13.9 m."""
    shallow = [*steep_path().pipes, pipe("x", "y", 35.0, fall=25.0)]
    deep = [
        replace(one, ground_up_m=one.invert_up_m + depth, ground_down_m=one.invert_down_m + depth)
        for one in shallow
    ]
    sheets = profile_sheets(deep)
    assert {sheet.slots for sheet in sheets} == {slots}
    plot_mm = 279.0 / slots - (1.5 if slots == 2 else 0.0) - 9.5 - 67.5 - 2.0
    pieces = [piece for sheet in sheets for strip in sheet.strips for piece in strip]
    assert max(piece.height_mm for piece in pieces) <= plot_mm
    assert VERTICAL_SCALE == 100
    lengths = [part.length_m for piece in pieces for part in piece.pipes]
    assert sum(lengths) == pytest.approx(20 * 30.0 + 35.0)


def test_a_very_short_pipe_is_drawn_long_enough_to_be_labelled():
    assert pipe_mm(pipe("a", "b", 0.002), 500) == 6.0
    assert pipe_mm(pipe("a", "b", 40.0), 500) == 80.0


@pytest.mark.parametrize(
    ("size", "label"),
    [((0.2, 32.46, 0.00412), "DN200-32.5-0.0041"), ((0.11, 16.4738, 0.01), "DN110-16.5-0.0100")],
)
def test_a_pipe_label_is_diameter_length_gradient(size, label):
    assert pipe_label(*size) == label
