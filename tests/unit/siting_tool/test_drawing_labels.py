"""Labels never overlap each other or a symbol; the most important ones come first."""

import math

import numpy as np
import pytest
import shapely
from shapely.affinity import rotate

from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.fonts import fitted, text_width
from siting_tool.export.drawing.label_boxes import Box, BoxIndex, overlap
from siting_tool.export.drawing.labels import (
    Label,
    label_size,
    place_labels,
    places_along,
    places_around,
)

FRAME = Rect(0.0, 0.0, 200.0, 150.0)


def polygon(box):
    upright = shapely.box(
        box.x - box.half_width, box.y - box.half_height,
        box.x + box.half_width, box.y + box.half_height,
    )  # fmt: skip
    return rotate(upright, box.angle_rad, origin=(box.x, box.y), use_radians=True)


def random_boxes(count, seed):
    generator = np.random.default_rng(seed)
    rows = generator.uniform((0, 0, 0.2, 0.2, -1.6), (60, 60, 6, 3, 1.6), size=(count, 5))
    return [Box(*row) for row in rows.tolist()]


def test_overlap_agrees_with_polygons():
    boxes = random_boxes(120, seed=4)
    polygons = [polygon(box) for box in boxes]
    met = 0
    for first in range(len(boxes)):
        for second in range(first + 1, len(boxes)):
            shared = polygons[first].intersection(polygons[second]).area
            if shared > 1e-6 or shared == 0.0:
                assert overlap(boxes[first], boxes[second]) == (shared > 0.0)
            met += shared > 1e-6
    assert met > 100


def test_the_index_finds_what_comparing_with_every_box_finds():
    boxes = random_boxes(200, seed=5)
    index = BoxIndex()
    for box in boxes[:100]:
        index.add(box)
    answers = [index.meets(box) for box in boxes[100:]]
    assert answers == [any(overlap(box, one) for one in boxes[:100]) for box in boxes[100:]]
    assert 0 < sum(answers) < len(answers)


def crowded_labels(count, seed):
    generator = np.random.default_rng(seed)
    labels, symbols = [], []
    for number, (x, y) in enumerate(generator.uniform((5, 5), (195, 145), (count, 2)).tolist()):
        lines = (f"C{number:05d}",) if number % 3 else (f"C{number:05d}", "公厕")
        places = places_around(x, y, 1.0, lines, 2.0)
        labels.append(Label(lines=lines, size_mm=2.0, places=places, priority=number % 4))
        symbols.append(Box(x, y, 1.0, 1.0))
    return labels, symbols


def test_no_label_covers_another_label_or_a_symbol_or_leaves_the_frame():
    labels, symbols = crowded_labels(400, seed=6)
    placement = place_labels(labels, symbols, FRAME)
    assert placement.dropped > 0
    assert len(placement.placed) + placement.dropped == len(labels)
    assert len(placement.placed) > 150
    placed = [polygon(entry.box) for entry in placement.placed]
    everything = [*placed, *(polygon(box) for box in symbols)]
    tree = shapely.STRtree(everything)
    for number, area in enumerate(placed):
        for other in tree.query(area):
            if other != number:
                assert area.intersection(everything[other]).area < 1e-9
        west, south, east, north = area.bounds
        assert west >= FRAME.left - 1e-9
        assert south >= FRAME.bottom - 1e-9
        assert east <= FRAME.right + 1e-9
        assert north <= FRAME.top + 1e-9


def test_the_more_important_label_takes_the_only_place():
    place = ((50.0, 50.0, 0.0),)
    low = Label(lines=("low",), size_mm=2.0, places=place, priority=1)
    high = Label(lines=("high",), size_mm=2.0, places=place, priority=2)
    placement = place_labels([low, high], [], FRAME)
    assert [entry.label.lines for entry in placement.placed] == [("high",)]
    assert placement.dropped == 1


def test_the_first_place_is_to_the_right_of_the_symbol():
    """Two Chinese letters of 2 mm are 4 mm wide: 1.0 + 0.35 + 4.0 / 2 = 3.35 mm to the right."""
    (x, y, angle), *others = places_around(10.0, 20.0, 1.0, ("公厕",), 2.0)
    assert (x, y, angle) == (13.35, 20.0, 0.0)
    assert len(others) == 15
    assert label_size(("公厕",), 2.0) == (4.0, 2.0)


def test_a_pipe_label_runs_along_its_pipe_and_keeps_clear_of_it():
    line = np.array([[10.0, 10.0], [70.0, 50.0]])
    places = places_along(line, 0.25, ("DN200-32.5-0.004",), 1.7)
    pipe = shapely.LineString(line).buffer(0.25)
    width, height = label_size(("DN200-32.5-0.004",), 1.7)
    for x, y, angle in places:
        assert math.isclose(angle, math.atan2(40.0, 60.0))
        area = polygon(Box(x, y, width / 2.0, height / 2.0, angle))
        assert not area.intersects(pipe)


def test_text_never_stands_on_its_head():
    for end in ((-30.0, -5.0), (0.0, -40.0), (0.0, 40.0), (-40.0, 1.0), (30.0, -2.0)):
        line = np.array([[0.0, 0.0], end])
        for _, _, angle in places_along(line, 0.2, ("DN",), 2.0):
            assert -math.pi / 2.0 < angle <= math.pi / 2.0 + 1e-9


def test_no_place_along_a_pipe_that_is_shorter_than_its_label():
    assert places_along(np.array([[0.0, 0.0], [3.0, 0.0]]), 0.2, ("DN200-3.0-0.004",), 2.0) == ()


@pytest.mark.parametrize("width", np.linspace(20.0, 30.0, 41).tolist())
def test_a_text_that_fits_when_smaller_is_not_cut(width):
    """At 0.7 of the size that is asked for, the text is just as wide as its box."""
    words = "横 1:1000，纵 1:100，基准面 294.5 m"
    size = text_width(words, 1.0)
    string, smaller = fitted(words, width, width / size / 0.7)
    assert string == words
    assert text_width(string, smaller) <= width + 1e-6
