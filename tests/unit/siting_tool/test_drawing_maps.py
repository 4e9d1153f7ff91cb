"""Scales, views, grid, contours, fonts and the PDF file itself."""

import io
import math

import numpy as np
import pytest
import shapely
from affine import Affine
from pypdf import PdfReader
from pyproj import CRS

from layers.errors import WriteError
from layers.raster import TerrainRaster
from resources.map_style import Symbol
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.contours import contour_interval_m, contour_lines
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.fonts import MISSING, fitted, printable, text_width, wrapped
from siting_tool.export.drawing.grid import grid_lines
from siting_tool.export.drawing.map_layer import MapLayer
from siting_tool.export.drawing.map_view import (
    STANDARD_SCALES,
    MapView,
    fitting_scale,
    round_step,
)
from siting_tool.export.drawing.painter import paint_layers


def view_of(centre=(500.0, 800.0)):
    return MapView(frame=Rect(10.0, 20.0, 280.0, 270.0), centre_m=centre, scale=2000)


def test_a_hundred_metres_are_fifty_millimetres_at_1_to_2000():
    """The middle of the frame is (150, 155) mm; 100 m east and 20 m south of it."""
    paper = view_of().to_paper(np.array([[500.0, 800.0], [600.0, 780.0]]))
    assert paper.tolist() == [[150.0, 155.0], [200.0, 145.0]]


def test_the_bounds_of_a_view_are_the_corners_of_its_frame():
    view = view_of()
    west, south, east, north = view.bounds_m
    corners = view.to_paper(np.array([[west, south], [east, north]]))
    assert np.allclose(corners, [[10.0, 20.0], [290.0, 290.0]])
    assert east - west == 560.0


@pytest.mark.parametrize(("width", "height"), [(100, 100), (139, 10), (141, 10), (5000, 9000)])
def test_the_chosen_scale_fits_and_the_next_larger_does_not(width, height):
    frame = (280.0, 270.0)
    scale = fitting_scale(width, height, frame)
    assert width * 1000 / scale <= frame[0]
    assert height * 1000 / scale <= frame[1]
    larger = [one for one in STANDARD_SCALES if one < scale]
    if larger:
        assert max(width / frame[0], height / frame[1]) * 1000 > larger[-1]


def test_round_steps_are_1_2_5():
    assert [round_step(value) for value in (0.011, 1.0, 1.1, 4.9, 5.1)] == [0.02, 1, 2, 5, 10]


def test_grid_lines_are_the_multiples_inside():
    assert grid_lines(199.0, 601.0, 200.0) == [200.0, 400.0, 600.0]
    assert grid_lines(201.0, 399.0, 200.0) == []


def plane(slope=0.1):
    """Return ground that rises by the slope towards the east, 0 m at x = 0."""
    _, columns = np.mgrid[0:80, 0:80]
    heights = ((columns + 0.5) * 10.0 * slope).astype(np.float32)
    return TerrainRaster(
        heights_m=heights, transform=Affine(10.0, 0.0, 0.0, 0.0, -10.0, 800.0), crs=CRS(4546)
    )


def test_contours_of_a_plane_are_where_the_plane_has_their_height():
    """At a slope of 1 in 10 the 40 m contour runs at x = 400 m, straight north."""
    view = view_of(centre=(400.0, 400.0))
    lines = contour_lines(plane(), view)
    assert contour_interval_m(view) == 5.0
    assert 40.0 in lines
    (line,) = lines[40.0]
    x_mm = view.to_paper(np.array([[400.0, 0.0]]))[0, 0]
    assert np.allclose(line[:, 0], x_mm, atol=0.01)


def test_no_contours_where_the_terrain_does_not_reach():
    assert contour_lines(plane(), view_of(centre=(90_000.0, 400.0))) == {}


def test_letters_that_the_font_lacks_are_marked():
    assert printable("张三") == "张三"
    assert printable("\U00020bb7野") == f"{MISSING}野"


def test_a_long_text_gets_smaller_and_then_shorter():
    assert fitted("公厕", 10.0, 2.5) == ("公厕", 2.5)
    text, size = fitted("公厕公厕", 8.0, 2.5)
    assert text == "公厕公厕"
    assert math.isclose(size, 2.0)
    text, size = fitted("公厕" * 20, 8.0, 2.5)
    assert text.endswith("…")
    assert text_width(text, size) <= 8.0


@pytest.mark.parametrize("width", [4.0, 9.0, 23.0])
def test_wrapped_lines_fit_and_lose_nothing(width):
    text = "接户管 DN110-16.5-0.0100，接入检查井 S10-001。A lateral of 16.5 m.\n第二段"
    lines = wrapped(text, width, 2.0)
    assert all(text_width(line, 2.0) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_stay_whole_where_they_fit():
    assert wrapped("alpha beta gamma", text_width("alpha beta", 2.0) + 0.1, 2.0) == (
        "alpha beta",
        "gamma",
    )


def draw_sample(path):
    layer = MapLayer(
        role="roads",
        geometry=np.array(
            [shapely.LineString([(0, 0), (900, 900)]), shapely.Point(500, 800),
             shapely.box(450, 750, 520, 820)], dtype=object
        ),
        classes=((Symbol(fill="#ff0000", fill_opacity=0.5), "x"),),
        class_index=np.zeros(3, dtype=np.intp),
    )  # fmt: skip
    with Drawing(path, "题名") as drawing, drawing.page(297.0, 210.0):
        paint_layers(drawing, view_of(), [layer])
        drawing.text(10.0, 10.0, "公厕布点 DN200", 4.0, bold=True)
        drawing.halo_text(50.0, 50.0, "老河口", 3.0)
    return layer


def test_the_same_drawing_gives_the_same_bytes(tmp_path):
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    draw_sample(first)
    draw_sample(second)
    assert first.read_bytes() == second.read_bytes()


def test_text_is_found_and_every_font_is_embedded(tmp_path):
    path = tmp_path / "a.pdf"
    draw_sample(path)
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    page = reader.pages[0]
    text = page.extract_text()
    assert "公厕布点 DN200" in text
    assert "老河口" in text
    assert reader.metadata.title == "题名"
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
    width, height = (float(value) / 72.0 * 25.4 for value in page.mediabox[2:])
    assert (round(width, 2), round(height, 2)) == (297.0, 210.0)


def test_a_fault_while_drawing_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_text("old")

    def fail():
        with Drawing(path, "x") as drawing, drawing.page(100.0, 100.0):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(WriteError) as caught:
        draw_sample(tmp_path / "missing" / "a.pdf")
    assert caught.value.code == "write.no_folder"


def test_the_legend_counts_every_class_once():
    first, second = Symbol(fill="#ff0000"), Symbol(fill="#00ff00")
    points = np.array([shapely.Point(x, 0) for x in range(5)], dtype=object)
    layer = MapLayer(
        role="households", geometry=points, classes=((first, "a"), (second, "b"), (first, "none")),
        class_index=np.array([0, 0, 1, 0, 1]),
    )  # fmt: skip
    assert [(entry.title, entry.count, entry.kind) for entry in layer.legend()] == [
        ("a", 3, "point"),
        ("b", 2, "point"),
    ]
    assert layer.within((1.5, -1.0, 3.5, 1.0)).tolist() == [2, 3]
