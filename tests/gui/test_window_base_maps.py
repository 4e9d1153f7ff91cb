"""Base maps, contours and looks of layers in the window, and that they are kept."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from affine import Affine
from PyQt6.QtGui import QColor
from rasterio.transform import from_bounds
from small_project import CRS, SOUTH, WEST, small_project

from layers.crs import parse_crs
from layers.io.heights import raster_session
from layers.raster import TerrainRaster
from siting_tool.commands.swap_project import SwapProject
from siting_tool.dialogs.layer_properties import layer_facts
from siting_tool.dialogs.layer_style import LayerStyleDialog
from siting_tool.map_canvas.contours import contour_block, contour_interval_m
from siting_tool.map_canvas.ground import MissingLayer
from siting_tool.map_canvas.tiles import tile_bounds, tiles_in
from siting_tool.project.store import open_project, save_project

BOUNDS = (WEST - 300, SOUTH - 300, WEST + 900, SOUTH + 900)
KEY = "basemap:1"


@pytest.fixture
def ortho(tmp_path):
    """A picture without grey around the township: its west half red, its east half blue."""
    path = tmp_path / "ortho.tif"
    bands = np.zeros((3, 120, 120), dtype=np.uint8)
    bands[0, :, :60], bands[2, :, 60:] = 255, 255
    with raster_session(), rasterio.open(
        path, "w", driver="GTiff", width=120, height=120, count=3, dtype="uint8", crs=CRS,
        transform=from_bounds(*BOUNDS, 120, 120),
    ) as target:  # fmt: skip
        target.write(bands)
    return path


def hill():
    """A cone of 100 m on a plain, 10 m cells."""
    x, y = np.meshgrid(np.arange(120) * 10.0, np.arange(120) * 10.0)
    heights = np.maximum(100.0 - 0.25 * np.hypot(x - 600, y - 600), 0.0)
    transform = Affine(10.0, 0.0, WEST - 300, 0.0, -10.0, SOUTH + 900)
    return TerrainRaster(
        heights_m=heights.astype(np.float32), transform=transform, crs=parse_crs(CRS)
    )


def colour_at(window, x_m, y_m):
    picture = window.canvas.picture
    x, y = picture.scene.view.to_px(x_m, y_m)
    return QColor(picture.base.pixel(round(x), round(y)))


def hide_features(window):
    for layer in window.maps.layers():
        window.views.change(layer.key, is_visible=layer.key == KEY)


def shown(window):
    return [layer.key for layer in window.maps.layers()]


def test_a_base_map_lies_below_everything_and_in_its_place(window, ortho):
    window.base_maps.add([ortho])
    assert shown(window)[0] == KEY
    assert window.layer_panel.current_key == KEY
    hide_features(window)
    window.canvas.snapshot()
    assert colour_at(window, WEST, SOUTH + 300).red() > 200
    assert colour_at(window, WEST + 600, SOUTH + 300).blue() > 200


def test_its_tiles_arrive_in_the_background(window, ortho, qtbot):
    window.base_maps.add([ortho])
    hide_features(window)

    def is_drawn():
        assert colour_at(window, WEST, SOUTH + 300).red() > 200

    qtbot.waitUntil(is_drawn, timeout=20_000)


def test_adding_shifting_and_removing_are_taken_back(window, ortho):
    window.base_maps.add([ortho])
    actions, stack = window.registry.qactions, window.document.undo_stack
    actions["map.shift_gcj02"].trigger()
    shifted = window.maps.layer(KEY).bounds_m
    assert 300 < np.hypot(shifted[0] - BOUNDS[0], shifted[1] - BOUNDS[1]) < 800
    assert actions["map.shift_gcj02"].isChecked()
    stack.undo()
    assert window.maps.layer(KEY).bounds_m == pytest.approx(BOUNDS)
    actions["map.remove_base_map"].trigger()
    assert window.maps.layer(KEY) is None
    stack.undo()
    assert window.maps.layer(KEY) is not None
    stack.undo()
    assert window.maps.layer(KEY) is None


def test_a_dropped_picture_becomes_a_base_map_and_other_files_do_not(window, ortho, tmp_path):
    table = tmp_path / "households.csv"
    table.write_text("x,y\n1,2\n")
    assert window.base_maps.take_dropped([ortho, table]) == [table]
    assert KEY in shown(window)


def test_a_missing_file_keeps_its_entry_and_says_so(empty_window, ortho, tmp_path):
    window, path = empty_window, tmp_path / "kept.gpkg"
    window.document.open(small_project(), path)
    window.base_maps.add([ortho])
    save_project(window.document.project, path)
    moved = ortho.rename(tmp_path / "moved.tif")
    window.document.open(open_project(path), path)
    assert isinstance(window.maps.layer(KEY), MissingLayer)
    assert "ortho.tif" in window.messages.label.text()
    texts = [item.text(0) for item in window.layer_panel._items()]
    assert "ortho (missing)" in texts
    window.canvas.snapshot()
    moved.rename(ortho)
    window.document.open(open_project(path), path)
    assert not isinstance(window.maps.layer(KEY), MissingLayer)


def test_what_is_no_map_is_refused(window, tmp_path):
    fake = tmp_path / "fake.mbtiles"
    fake.write_text("nothing")
    window.base_maps.add([fake])
    assert window.document.project.base_maps == ()
    assert "fake.mbtiles" in window.messages.label.text()


def test_the_view_is_kept_with_the_project(empty_window, tmp_path, ortho):
    """Order, visibility, opacity, name, colours and sizes come back; the project is not edited."""
    window, path = empty_window, tmp_path / "kept.gpkg"
    save_project(small_project(), path)
    window.document.open(open_project(path), path)
    window.views.change("roads", opacity=0.4, title="村道", is_visible=False)
    window.views.change("household_modes", colours={"dry": "#123456"}, size_factor=2.0)
    order = shown(window)
    window.views.reorder([*order[1:], order[0]])
    assert not window.document.is_modified
    window.document.open(small_project(), None)
    assert window.views.view("roads").opacity == 1.0
    window.document.open(open_project(path), path)
    roads = window.views.view("roads")
    assert (roads.opacity, roads.title, roads.is_visible) == (0.4, "村道", False)
    assert shown(window) == [*order[1:], order[0]]
    layer = window.maps.layer("household_modes")
    dry = next(look for look in layer.categories if look.value == "dry")
    assert dry.colour[:3] == (0x12, 0x34, 0x56)
    usual = next(look for look in layer.categories if look.value == "sewer")
    assert usual.size_px == pytest.approx(dry.size_px)


def test_the_style_dialog_gives_colours_and_sizes(window, qtbot):
    layer = window.maps.layer("household_modes")
    dialog = LayerStyleDialog(layer, window.views.view(layer.key), window)
    qtbot.addWidget(dialog)
    dialog.set_colour("sewer", QColor("#ff0000"))
    dialog.size_box.setValue(150)
    window.views.change(layer.key, colours=dialog.colours(), size_factor=dialog.size_factor())
    drawn = window.maps.layer("household_modes")
    sewer = next(look for look in drawn.categories if look.value == "sewer")
    before = next(look for look in layer.categories if look.value == "sewer")
    assert sewer.colour[:3] == (255, 0, 0)
    assert sewer.size_px == pytest.approx(1.5 * before.size_px)


def test_the_properties_name_the_file(window, ortho):
    window.base_maps.add([ortho])
    facts = dict(layer_facts(window.maps.layer(KEY), window.document.project))
    assert facts["Source"] == str(ortho)
    assert facts["Pixel"] == "10.00 m"


def test_contours_are_drawn_where_the_heights_are(window):
    project = window.document.project
    with_hill = type(project)(**{**vars(project), "terrain": hill()})
    window.document.push(SwapProject(project=with_hill))
    assert shown(window)[:2] == ["terrain", "contours"]
    window.views.change("contours", interval_m=50.0, opacity=1.0)
    for layer in window.maps.layers():
        window.views.change(layer.key, is_visible=layer.key == "contours")
    window.canvas.snapshot()
    paper = window.canvas.paper
    centre = (WEST + 300, SOUTH + 300)  # 50 m is reached 200 m away from the top
    ring = [colour_at(window, centre[0] + dx, centre[1] - 5) for dx in range(180, 230)]
    assert any(colour != paper for colour in ring)
    inside = [colour_at(window, centre[0] + dx, centre[1] - 5) for dx in range(40, 160)]
    assert all(colour == paper for colour in inside)


def test_a_block_of_contours_follows_the_cone():
    """Every vertex of the 50 m line lies 200 m from the top, to a part of a cell."""
    block = contour_block(hill(), (50.0, 1, 0, 0))
    line = block.plain.toSubpathPolygons()[0]
    top = (600 - 5 + 5, 600 - 5 + 5)
    corner_x, corner_y = block.corner_m
    assert (corner_x, corner_y) == (WEST - 295, SOUTH + 895)
    distances = [np.hypot(point.x() - top[0], -point.y() - top[1]) for point in line]
    assert max(abs(distance - 200) for distance in distances) < 1.0
    assert [text[0] for text in block.labels] in (["0"], ["0", "100"], [])


@pytest.mark.parametrize(
    ("m_per_px", "relief_m", "interval_m"),
    [
        (0.1, 500.0, 0.5),
        (1.0, 500.0, 5.0),
        (10.0, 500.0, 50.0),
        (40.0, 900.0, 100.0),
        (10.0, 9.0, 1.0),
    ],
)
def test_the_interval_follows_scale_and_relief(m_per_px, relief_m, interval_m):
    assert contour_interval_m(m_per_px, relief_m) == interval_m


def test_tiles_cover_an_extent_without_gaps():
    tiles = tiles_in((-700.0, 40.0, 900.0, 1300.0), 1)
    boxes = np.array([tile_bounds(tile) for tile in tiles])
    assert boxes[:, :2].min(axis=0).tolist() == [-1024.0, 0.0]
    assert boxes[:, 2:].max(axis=0).tolist() == [1024.0, 1536.0]
    assert len(tiles) == len(set(tiles)) == 4 * 3
