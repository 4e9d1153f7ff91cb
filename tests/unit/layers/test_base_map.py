"""Base maps sampled from files: every pixel shows the ground it should."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest
import rasterio
from pyproj import CRS, Transformer
from rasterio.io import MemoryFile
from rasterio.transform import from_bounds

from layers.datum_shift import bd09_from_wgs84, gcj02_from_wgs84
from layers.errors import CrsError, ReadError
from layers.io.base_map import BaseMapFile
from layers.io.heights import raster_session

WORKING = "EPSG:4546"  # CGCS2000, 3-degree zone of 111 degrees east
WEST, SOUTH, EAST, NORTH = 110.99, 30.49, 111.01, 30.51
TO_WORKING = Transformer.from_crs("EPSG:4490", WORKING, always_xy=True)


@pytest.fixture(autouse=True)
def quiet_rasterio():
    with raster_session():
        yield


def write(path, bands, *, crs="EPSG:4326", bounds=(WEST, SOUTH, EAST, NORTH), **options):
    bands = np.asarray(bands)
    _, rows, columns = bands.shape
    with rasterio.open(
        path, "w", driver="GTiff", width=columns, height=rows, count=len(bands),
        dtype=bands.dtype, crs=crs, transform=from_bounds(*bounds, columns, rows), **options,
    ) as target:  # fmt: skip
        target.write(bands)
    return path


def ramps(rows=200, columns=200):
    """Red grows from west to east, green from north to south, blue is constant."""
    red = np.broadcast_to(np.arange(columns, dtype=np.uint8), (rows, columns))
    green = np.broadcast_to(np.arange(rows, dtype=np.uint8)[:, np.newaxis], (rows, columns))
    return np.stack((red, green, np.full((rows, columns), 77, dtype=np.uint8)))


def pixel_at(file, lon, lat):
    """Return the colour of one pixel of one metre at a place in degrees."""
    x, y = TO_WORKING.transform(lon, lat)
    return file.picture((x - 0.5, y - 0.5, x + 0.5, y + 0.5), 1, 1)[0, 0]


def expected(lon, lat):
    column = (lon - WEST) / (EAST - WEST) * 200
    row = (NORTH - lat) / (NORTH - SOUTH) * 200
    return int(column), int(row)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", WORKING])
def test_pixels_lie_where_the_file_says(tmp_path, crs):
    """A ramp written in three systems reads the same at the same place, to one of its cells."""
    move = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    bounds = move.transform_bounds(WEST, SOUTH, EAST, NORTH)
    file = BaseMapFile(write(tmp_path / "a.tif", ramps(), crs=crs, bounds=bounds), WORKING)
    for lon, lat in ((110.995, 30.495), (111.0, 30.5), (111.0083, 30.5021)):
        red, green, blue, opacity = pixel_at(file, lon, lat).tolist()
        column, row = expected(lon, lat)
        assert abs(red - column) <= 1
        assert abs(green - row) <= 1
        assert (blue, opacity) == (77, 255)


@pytest.mark.parametrize(
    ("shift", "forward"), [("gcj02", gcj02_from_wgs84), ("bd09", bd09_from_wgs84)]
)
def test_a_shifted_map_is_brought_back(tmp_path, shift, forward):
    """The ground at a place is drawn in the file at the shifted place, some 500 m away."""
    file = BaseMapFile(write(tmp_path / "a.tif", ramps()), WORKING, shift)
    lon, lat = 110.997, 30.4975
    shifted = forward(np.array([[lon, lat]]))[0]
    assert np.hypot(*(shifted - (lon, lat))) > 0.003
    column, row = expected(*shifted)
    assert 0 <= column < 200
    red, green, _, _ = pixel_at(file, lon, lat).tolist()
    assert (red, green) == (pytest.approx(column, abs=1), pytest.approx(row, abs=1))


def test_a_large_picture_agrees_with_single_pixels(tmp_path):
    """The grid of places between which is interpolated is fine enough, with the shift as well."""
    file = BaseMapFile(write(tmp_path / "a.tif", ramps()), WORKING, "bd09")
    west, south, east, north = file.bounds_m
    picture = file.picture(file.bounds_m, 256, 256).astype(int)
    for column, row in ((40, 200), (128, 128), (220, 30)):
        x = west + (column + 0.5) / 256 * (east - west)
        y = north - (row + 0.5) / 256 * (north - south)
        alone = file.picture((x - 0.1, y - 0.1, x + 0.1, y + 0.1), 1, 1)[0, 0]
        assert np.abs(picture[row, column] - alone).max() <= 2


def test_outside_is_nothing_and_beside_it_is_transparent(tmp_path):
    file = BaseMapFile(
        write(tmp_path / "a.tif", ramps(), crs=WORKING, bounds=(0, 0, 200, 200)), WORKING
    )
    assert file.bounds_m == (0.0, 0.0, 200.0, 200.0)
    assert file.finest_m_per_px == pytest.approx(1.0)
    assert file.picture((300, 0, 400, 100), 10, 10) is None
    half = file.picture((-100, 0, 100, 200), 20, 20)
    assert (half[:, :10, 3] == 0).all()
    assert (half[:, 10:, 3] == 255).all()


def test_a_palette_becomes_colours(tmp_path):
    path = tmp_path / "palette.tif"
    cells = np.array([[0, 1], [2, 3]], dtype=np.uint8)
    write(path, [cells], crs=WORKING, bounds=(0, 0, 2, 2), photometric="palette")
    colours = {0: (255, 0, 0, 255), 1: (0, 255, 0, 255), 2: (0, 0, 255, 255), 3: (9, 8, 7, 255)}
    with rasterio.open(path, "r+") as target:
        target.write_colormap(1, colours)
    picture = BaseMapFile(path, WORKING).picture((0, 0, 2, 2), 2, 2)
    assert [tuple(pixel) for pixel in picture.reshape(-1, 4).tolist()] == list(colours.values())


def test_one_band_of_heights_is_stretched_to_grey(tmp_path):
    values = np.linspace(100.0, 900.0, 400, dtype=np.float32).reshape(20, 20)
    values[0, 0] = -9999
    path = write(tmp_path / "grey.tif", [values], crs=WORKING, bounds=(0, 0, 20, 20), nodata=-9999)
    picture = BaseMapFile(path, WORKING).picture((0, 0, 20, 20), 20, 20)
    assert (picture[..., 0] == picture[..., 2]).all()
    assert picture[0, 0, 3] == 0
    assert picture[1, 0, 0] < 20
    assert picture[19, 19, 0] == 255


def test_tiles_of_an_mbtiles_file_lie_in_their_places(tmp_path):
    """One tile of zoom 10: its left half red, its right half blue."""
    path = mbtiles(tmp_path / "tiles.mbtiles", zoom=10, column=827, row=420)
    size_deg = 360 / 2**10
    west = -180 + 827 * size_deg
    file = BaseMapFile(path, WORKING)
    middle_lat = 30.59  # row 420 of the grid: tan(30.59) -> 420.6
    assert pixel_at(file, west + 0.25 * size_deg, middle_lat)[0] > 240
    assert pixel_at(file, west + 0.75 * size_deg, middle_lat)[2] > 240


def mbtiles(path, zoom, column, row):
    half = np.zeros((3, 256, 256), dtype=np.uint8)
    half[0, :, :128] = 255
    half[2, :, 128:] = 255
    with MemoryFile() as memory:
        with memory.open(driver="PNG", width=256, height=256, count=3, dtype="uint8") as target:
            target.write(half)
        picture = memory.read()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        connection.execute(
            "CREATE TABLE tiles "
            "(zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)"
        )
        meta = {"name": "t", "format": "png", "minzoom": zoom, "maxzoom": zoom}
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", meta.items())
        flipped = 2**zoom - 1 - row  # rows of MBTiles count from the south
        connection.execute(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)", (zoom, column, flipped, picture)
        )
    connection.close()
    return path


def test_what_is_no_base_map_says_so(tmp_path):
    with pytest.raises(ReadError, match="no_such_file"):
        BaseMapFile(tmp_path / "none.tif", WORKING)
    text = tmp_path / "text.tif"
    text.write_text("no picture")
    with pytest.raises(ReadError, match="unreadable"):
        BaseMapFile(text, WORKING)
    web = tmp_path / "web.tif"
    web.write_text(
        "<GDAL_WMS><Service name='TMS'><ServerUrl>http://x/</ServerUrl></Service></GDAL_WMS>"
    )
    with pytest.raises(ReadError, match="unreadable"):
        BaseMapFile(web, WORKING)
    nowhere = write(tmp_path / "nowhere.tif", ramps(), crs=None)
    with pytest.raises(CrsError, match="no_crs"):
        BaseMapFile(nowhere, WORKING)
    with pytest.raises(CrsError, match="unknown_shift"):
        BaseMapFile(nowhere, WORKING, "mars")


def test_the_working_system_may_be_given_as_an_object(tmp_path):
    path = write(tmp_path / "a.tif", ramps(), crs=WORKING, bounds=(0, 0, 200, 200))
    assert BaseMapFile(path, CRS.from_user_input(WORKING)).bounds_m == (0.0, 0.0, 200.0, 200.0)


def test_a_closed_map_is_transparent(tmp_path):
    path = write(tmp_path / "a.tif", ramps(), crs=WORKING, bounds=(0, 0, 200, 200))
    file = BaseMapFile(path, WORKING)
    file.close()
    assert not file.picture((0, 0, 200, 200), 4, 4).any()
