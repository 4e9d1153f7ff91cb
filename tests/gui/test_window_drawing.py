"""Features drawn, moved, reshaped, deleted with the mouse; each undone and redone."""

from __future__ import annotations

import pytest
import shapely
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from small_project import SOUTH, WEST

from algorithms.network import build_street_network
from siting_tool.map_canvas.edit_tools import with_new_vertex, with_vertex

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def whole_township(window):
    window.canvas.show_all()
    window.canvas.snaps = False


def pixel(window, x_m, y_m):
    x, y = window.canvas.view.to_px(x_m, y_m)
    return QPoint(round(x), round(y))


def click(window, x_m, y_m, button=LEFT):
    QTest.mouseClick(window.canvas, button, PLAIN, pixel(window, x_m, y_m))


def drag(window, start_m, end_m):
    start, end = pixel(window, *start_m), pixel(window, *end_m)
    QTest.mousePress(window.canvas, LEFT, PLAIN, start)
    QTest.mouseMove(window.canvas, (start + end) / 2)
    QTest.mouseMove(window.canvas, end)
    QTest.mouseRelease(window.canvas, LEFT, PLAIN, end)


def undo_and_redo(window, state):
    """Return the state now, after undo, after redo."""
    now = state()
    window.document.undo_stack.undo()
    undone = state()
    window.document.undo_stack.redo()
    return now, undone, state()


def test_a_household_is_added(window):
    window.registry.qactions["draw.household"].trigger()
    click(window, WEST + 225, SOUTH + 50)
    frame = window.document.frame("households")
    assert frame["household_id"].iloc[-1] == "N0001"
    assert frame.geometry.iloc[-1].distance(shapely.Point(WEST + 225, SOUTH + 50)) < 2
    assert undo_and_redo(window, lambda: len(window.document.frame("households"))) == (61, 60, 61)


def test_a_restricted_area_begins_its_layer(window):
    window.registry.qactions["draw.restricted"].trigger()
    for x, y in ((0, 0), (200, 0), (200, 200)):
        click(window, WEST + x, SOUTH + y)
    click(window, WEST, SOUTH, RIGHT)
    area = window.document.frame("restricted_areas").geometry.iloc[0].area
    assert area == pytest.approx(20_000, rel=0.05)
    states = undo_and_redo(window, lambda: window.document.frame("restricted_areas") is not None)
    assert states == (True, False, True)


def test_an_area_that_crosses_itself_is_refused(window):
    window.registry.qactions["draw.restricted"].trigger()
    for x, y in ((0, 0), (200, 200), (200, 0), (0, 200)):
        click(window, WEST + x, SOUTH + y)
    click(window, WEST, SOUTH, RIGHT)
    assert window.document.frame("restricted_areas") is None
    assert "crosses itself" in window.messages.label.text()


def test_a_household_is_moved(window):
    window.views.show_only({"households": True, "household_modes": False, "toilet_sites": False})
    window.registry.qactions["draw.move"].trigger()
    drag(window, (WEST + 100, SOUTH), (WEST + 100, SOUTH + 60))

    def northing():
        return round(window.document.frame("households").geometry.iloc[2].y - SOUTH, -1)

    assert undo_and_redo(window, northing) == (60, 0, 60)


def test_the_selected_households_move_together(window):
    window.views.show_only({"households": True, "household_modes": False, "toilet_sites": False})
    window.document.select("households", [2, 3])
    window.registry.qactions["draw.move"].trigger()
    drag(window, (WEST + 100, SOUTH), (WEST + 100, SOUTH + 60))
    north = window.document.frame("households").geometry.y.to_numpy() - SOUTH
    assert north[[2, 3, 4]].round(-1).tolist() == [60, 60, 0]


def test_a_road_end_takes_the_other_roads_there_along(window):
    corner = (WEST - 50, SOUTH)
    window.document.select("roads", [6])
    window.registry.qactions["draw.vertices"].trigger()
    drag(window, corner, (WEST - 80, SOUTH - 40))
    moved = window.document.frame("roads").geometry.loc[6].coords[0]
    assert moved == pytest.approx((WEST - 80, SOUTH - 40), abs=3)
    window.document.undo_stack.undo()
    assert window.document.frame("roads").geometry.loc[6].coords[0] == corner


def test_shared_vertices_stay_shared(window):
    village = window.document.frame("village_boundaries")
    shared = (WEST - 100, SOUTH + 250)
    window.document.select("village_boundaries", [0])
    window.features.move_vertex(shared, (WEST - 130, SOUTH + 250))
    shapes = window.document.frame("village_boundaries").geometry
    assert all((WEST - 130, SOUTH + 250) in shape.exterior.coords for shape in shapes)
    assert shapes.iloc[0].touches(shapes.iloc[1])
    window.document.undo_stack.undo()
    assert window.document.frame("village_boundaries").geometry.equals(village.geometry)


def test_deleting_is_undone(window):
    window.document.select("households", [0, 1])
    window.registry.qactions["draw.delete"].trigger()
    assert undo_and_redo(window, lambda: len(window.document.frame("households"))) == (58, 60, 58)


def test_the_households_of_a_village_are_selected(window):
    window.document.select("village_boundaries", [0])
    window.registry.qactions["edit.select_village"].trigger()
    assert len(window.document.selection) == 30


def test_vertices_are_moved_added_and_taken_away():
    square = shapely.box(0, 0, 10, 10)
    moved = with_vertex(square, (0.0, 0.0), (-5.0, -5.0))
    assert moved.is_valid
    assert moved.area == pytest.approx(150)
    assert with_vertex(square, (10.0, 10.0), None).area == pytest.approx(50)
    assert with_new_vertex(square, (5.0, 12.0)).area == pytest.approx(110)
    triangle = shapely.Polygon([(0, 0), (10, 0), (0, 10)])
    assert with_vertex(triangle, (0.0, 0.0), None).equals(triangle)
    line = shapely.LineString([(0, 0), (10, 0)])
    assert with_vertex(line, (0.0, 0.0), None).equals(line)
    assert list(with_new_vertex(line, (5.0, 1.0)).coords) == [(0, 0), (5, 1), (10, 0)]


POINT, LINE, AREA = 1, 2, 3
DRAWN = [
    ("draw.household", "households", POINT),
    ("draw.place", "places", POINT),
    ("draw.toilet", "public_toilets", POINT),
    ("draw.works", "treatment_sites", POINT),
    ("draw.well", "water", POINT),
    ("draw.road", "roads", LINE),
    ("draw.sewer", "sewers", LINE),
    ("draw.stream", "water", LINE),
    ("draw.candidate", "candidate_sites", AREA),
    ("draw.restricted", "restricted_areas", AREA),
    ("draw.village", "village_boundaries", AREA),
    ("draw.pond", "water", AREA),
]
WAY = ((WEST + 75, SOUTH + 55), (WEST + 275, SOUTH + 55), (WEST + 275, SOUTH + 145))


def only(window, role):
    for layer in window.maps.layers():
        window.views.change(layer.key, is_visible=layer.key == role)


def shape_of(window, role):
    frame = window.document.frame(role)
    return None if frame is None or not len(frame) else frame.geometry.iloc[-1]


@pytest.mark.parametrize(("action", "role", "corners"), DRAWN)
def test_features_of_every_role_are_drawn_moved_reshaped_and_deleted(window, action, role, corners):
    actions, stack = window.registry.qactions, window.document.undo_stack
    before = shape_of(window, role)
    actions[action].trigger()
    for place in WAY[:corners]:
        click(window, *place)
    if corners > POINT:
        click(window, *WAY[corners - 1], RIGHT)
    states = [before, shape_of(window, role)]
    assert states[1] is not None
    assert states[1] != before
    only(window, role)
    actions["draw.move"].trigger()
    hold = states[1].representative_point() if corners == AREA else shapely.Point(WAY[0])
    drag(window, (hold.x, hold.y), (hold.x + 30, hold.y + 20))
    states.append(shape_of(window, role))
    shift = [
        states[2].centroid.x - states[1].centroid.x,
        states[2].centroid.y - states[1].centroid.y,
    ]
    assert shift == pytest.approx([30, 20], abs=4)
    if corners > POINT:
        actions["draw.vertices"].trigger()
        corner = shapely.get_coordinates(states[2])[0]
        drag(window, tuple(corner), (corner[0] - 60, corner[1] - 50))
        states.append(shape_of(window, role))
        assert states[3] != states[2]
        assert len(shapely.get_coordinates(states[3])) == len(shapely.get_coordinates(states[2]))
    actions["draw.delete"].trigger()
    states.append(shape_of(window, role))
    assert states[-1] == before
    for state in states[-2::-1]:
        stack.undo()
        assert shape_of(window, role) == state
    for state in states[1:]:
        stack.redo()
        assert shape_of(window, role) == state


def test_a_new_road_snaps_to_the_ends_of_others_and_joins_the_network(window):
    """The street of the west has a vertex at its south end; the network gains no second part."""
    window.canvas.snaps = True
    roads = window.document.frame("roads").geometry
    window.registry.qactions["draw.road"].trigger()
    click(window, WEST - 49, SOUTH - 1)
    window.canvas.snaps = False
    click(window, WEST - 50, SOUTH - 90)
    click(window, WEST - 50, SOUTH - 90, RIGHT)
    drawn = window.document.frame("roads").geometry
    assert drawn.iloc[-1].coords[0] == (WEST - 50, SOUTH)
    assert parts_of(drawn) == parts_of(roads)


def test_the_network_follows_a_vertex(window):
    window.document.select("roads", [6])
    before = window.document.frame("roads").geometry
    window.features.move_vertex((WEST - 50, SOUTH + 600), (WEST - 90, SOUTH + 650))
    after = window.document.frame("roads").geometry
    assert parts_of(after) == parts_of(before)
    assert build_street_network(list(after)).edge_length_m.sum() > (
        build_street_network(list(before)).edge_length_m.sum()
    )


def parts_of(roads):
    """Return into how many parts without a way between them roads fall."""
    return len(build_street_network(list(roads)).components)


@pytest.mark.parametrize("choice", ["lock", "forbid", "require"])
def test_sites_are_locked_forbidden_and_required(window, choice):
    window.edits.set_site_choice("X001", choice)

    def choices():
        return dict(window.document.scenario.site_choices)

    assert undo_and_redo(window, choices) == ({"X001": choice}, {}, {"X001": choice})
    window.edits.set_site_choice("X001", None)
    assert choices() == {}
