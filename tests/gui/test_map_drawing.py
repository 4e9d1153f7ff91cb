"""Pictures of many points: exact, and the same whether drawn whole or only where they changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from siting_tool.map_canvas.category_raster import colour, colour_table, mark_points
from siting_tool.map_canvas.map_layer import Category, PointLayer
from siting_tool.map_canvas.painting import pixels
from siting_tool.map_canvas.point_index import PointIndex
from siting_tool.map_canvas.project_layers import MadeLayer, make_map_layer
from siting_tool.map_canvas.renderer import DrawnLayer, Renderer, Scene
from siting_tool.map_canvas.viewport import Viewport
from siting_tool.project.edits import SetFixedModes

LOOKS = tuple(
    Category(value=str(n), title_zh="", title_en="", colour=(60 * n, 200 - 50 * n, 30, 255))
    for n in range(4)
)
VIEW = Viewport(x_m=500.0, y_m=300.0, m_per_px=1.7, width_px=601, height_px=401)


def points(count):
    rng = np.random.default_rng(3)
    xy = rng.uniform(size=(count, 2)) * (1000, 600)
    codes = rng.integers(0, 4, count).astype(np.uint8)
    return PointLayer(
        key="points", title_zh="", title_en="", categories=LOOKS, codes=codes,
        xy_m=xy, index=PointIndex(xy),
    )  # fmt: skip


def draw(renderer, layer):
    scene = Scene(view=VIEW, layers=(DrawnLayer(layer=layer, opacity=0.8),))
    picture = renderer.draw(scene, lambda: False).base  # held while its memory is read
    return pixels(picture).copy()


@pytest.mark.parametrize("count", [300, 20_000])
def test_a_picture_mended_in_places_is_that_drawn_anew(qapp, count):
    """Symbols below, discs above 8,000 points."""
    layer = points(count)
    codes = layer.codes.copy()
    codes[[5, 77, 200]] = (codes[[5, 77, 200]] + 1) % 4
    changed = replace(layer, codes=codes)
    mending, fresh = Renderer(), Renderer()
    before = draw(mending, layer)
    mended = draw(mending, changed)
    assert (mended != before).any()
    assert np.array_equal(mended, draw(fresh, changed))
    assert (mended != before).mean() < 0.02
    for renderer in (mending, fresh):
        renderer.close()


def test_each_point_marks_the_pixel_it_lies_in():
    x, y = np.array([0.0, 2.9, -0.1, 4.0]), np.array([0.5, 1.0, 1.0, 1.0])
    raster = mark_points(x, y, np.array([0, 1, 2, 3], dtype=np.uint8), 4, 2)
    assert raster.tolist() == [[1, 0, 0, 0], [0, 0, 2, 0]]


@pytest.mark.parametrize("shape", [(4, 6), (3, 5)])
def test_two_pixels_at_once_get_the_colours_of_each(shape):
    raster = np.random.default_rng(1).integers(0, 4, shape).astype(np.uint8)
    table = colour_table([(1, 2, 3, 255), (200, 100, 50, 128), (9, 9, 9, 255)])
    target = np.zeros(shape, dtype=np.uint32)
    colour(raster, table, target)
    assert np.array_equal(target, table[raster])


def test_one_changed_mode_looks_up_one_household_only(window):
    before = window.maps.layer("household_modes")
    window.document.push(SetFixedModes(scenario="main", modes={"H007": "sewer"}))
    after = window.maps.layer("household_modes")
    values = [look.value for look in after.categories]
    assert np.flatnonzero(before.codes != after.codes).tolist() == [7]
    assert values[after.codes[7]] == "sewer"
    assert after.index is before.index


def test_texts_that_stay_are_not_laid_out_again(window):
    frame = window.document.frame("household_modes")
    frame = frame.astype({"householder_name": object, "mode": object})
    before = make_map_layer("household_modes", frame)
    changed = frame.copy(deep=False)
    changed["mode"] = frame["mode"].where(frame["household_id"] != "H007", "sewer")
    made = MadeLayer(frame=frame, layer=before)
    after = make_map_layer("household_modes", changed, made)
    assert after.labels is before.labels
    assert np.flatnonzero(before.codes != after.codes).tolist() == [7]
