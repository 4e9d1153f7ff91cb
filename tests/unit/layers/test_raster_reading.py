"""Elevation files turned north up, in metres, sampled right, tiles joined."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from pyproj import CRS

from layers.errors import CrsError, LayerError, ReadError
from layers.io.raster import read_terrain
from layers.raster import TerrainRaster

ZONE = "EPSG:4546"
WEST, NORTH, CELL = 560_000.0, 3_580_000.0, 10.0


def plane(rows: int, columns: int, west: float = WEST, north: float = NORTH) -> np.ndarray:
    """Heights of the plane 100 + 0.1 east + 0.2 north (from WEST, NORTH) at cell centres."""
    x = west + (np.arange(columns) + 0.5) * CELL
    y = north - (np.arange(rows) + 0.5) * CELL
    return (100 + 0.1 * (x[None, :] - WEST) + 0.2 * (y[:, None] - NORTH)).astype(np.float32)


def height_at(x: float, y: float) -> float:
    return 100 + 0.1 * (x - WEST) + 0.2 * (y - NORTH)


def write(path: Path, heights: np.ndarray, transform: Affine | None = None, **profile: Any) -> Path:
    if transform is None:
        transform = Affine(CELL, 0, WEST, 0, -CELL, NORTH)
    scale = profile.pop("scale", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(
            path, "w", driver="GTiff", height=heights.shape[0], width=heights.shape[1], count=1,
            dtype=heights.dtype, transform=transform, **{"crs": ZONE, **profile},
        ) as target:  # fmt: skip
            target.write(heights, 1)
            if scale:
                target.scales, target.offsets = (scale[0],), (scale[1],)
    return path


def codes(layer: Any) -> set[str]:
    return {finding.code for finding in layer.findings}


def test_bilinear_sampling_is_exact_on_a_plane(tmp_path: Path) -> None:
    raster = read_terrain(write(tmp_path / "a.tif", plane(50, 60))).raster
    rng = np.random.default_rng(1)
    x = rng.uniform(WEST + 5, WEST + 595, 200)
    y = rng.uniform(NORTH - 495, NORTH - 5, 200)
    expected = 100 + 0.1 * (x - WEST) + 0.2 * (y - NORTH)
    assert raster.sample(np.column_stack((x, y))) == pytest.approx(expected, abs=1e-3)


def test_the_edge_rule_of_sampling() -> None:
    """On the outer half cell the nearest centres count; outside the edges there is nothing."""
    raster = TerrainRaster(
        heights_m=np.array([[1, 2], [3, 4]], dtype=np.float32),
        transform=Affine(10, 0, 0, 0, -10, 20),
        crs=CRS.from_epsg(4546),
    )
    points = np.array([[0, 20], [20, 0], [10, 10], [5, 15], [-0.01, 10], [10, 20.01], [2, 10]])
    heights = raster.sample(points)
    assert heights[:4].tolist() == [1, 4, 2.5, 1]
    assert np.isnan(heights[4:6]).all()
    assert heights[6] == pytest.approx(2.0)


def test_a_missing_neighbour_makes_a_height_unknown_unless_it_has_no_weight() -> None:
    raster = TerrainRaster(
        heights_m=np.array([[1, np.nan], [3, 4]], dtype=np.float32),
        transform=Affine(10, 0, 0, 0, -10, 20),
        crs=CRS.from_epsg(4546),
    )
    heights = raster.sample(np.array([[5, 15], [5, 10], [10, 10]]))
    assert heights[:2].tolist() == [1, 2]
    assert np.isnan(heights[2])


def test_slope_of_the_plane_is_its_gradient(tmp_path: Path) -> None:
    """sqrt(0.1^2 + 0.2^2) = 0.2236."""
    raster = read_terrain(write(tmp_path / "a.tif", plane(20, 20))).raster
    assert raster.slope == pytest.approx(np.hypot(0.1, 0.2), abs=1e-4)
    inside = raster.sample_slope(np.array([[WEST + 50, NORTH - 50], [0, 0]]))
    assert inside[0] == pytest.approx(0.2236, abs=1e-4)
    assert np.isnan(inside[1])


def test_a_south_up_raster_gives_the_same_heights(tmp_path: Path) -> None:
    heights = plane(30, 40)
    turned = Affine(CELL, 0, WEST, 0, CELL, NORTH - 300)
    layer = read_terrain(write(tmp_path / "s.tif", heights[::-1].copy(), turned))
    assert np.array_equal(layer.raster.heights_m, heights)
    assert "findings.raster_turned" in codes(layer)


def test_a_rotated_raster_is_warped_to_north_up(tmp_path: Path) -> None:
    angle = np.radians(30)
    rotated = Affine(
        CELL * np.cos(angle), CELL * np.sin(angle), WEST,
        CELL * np.sin(angle), -CELL * np.cos(angle), NORTH,
    )  # fmt: skip
    columns, rows = np.meshgrid(np.arange(80) + 0.5, np.arange(80) + 0.5)
    x = rotated.a * columns + rotated.b * rows + rotated.c
    y = rotated.d * columns + rotated.e * rows + rotated.f
    heights = (100 + 0.1 * (x - WEST) + 0.2 * (y - NORTH)).astype(np.float32)
    layer = read_terrain(write(tmp_path / "r.tif", heights, rotated))
    assert "findings.raster_rotated" in codes(layer)
    middle = (float(x[40, 40]), float(y[40, 40]))
    assert layer.raster.sample(np.array([middle]))[0] == pytest.approx(height_at(*middle), abs=0.5)


def test_scale_and_offset_are_applied(tmp_path: Path) -> None:
    stored = np.full((5, 5), 2345, dtype=np.int16)
    layer = read_terrain(write(tmp_path / "a.tif", stored, scale=(0.1, 100.0)))
    assert layer.raster.heights_m == pytest.approx(334.5)


def test_feet_become_metres_when_the_user_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.full((5, 5), 1000, dtype=np.float32))
    assert read_terrain(path, unit="ft").raster.heights_m == pytest.approx(304.8)
    with pytest.raises(ReadError) as caught:
        read_terrain(path, unit="li")
    assert caught.value.code == "terrain.unknown_unit"


@pytest.mark.parametrize("fill", [-9999.0, -32768.0, 3.0e38, -3.4e38, 65535.0])
def test_a_fill_that_is_not_declared_is_taken_as_empty(tmp_path: Path, fill: float) -> None:
    heights = plane(20, 20)
    heights[:3] = fill
    layer = read_terrain(write(tmp_path / "a.tif", heights))
    assert np.isnan(layer.raster.heights_m[:3]).all()
    assert not np.isnan(layer.raster.heights_m[3:]).any()
    assert "findings.absurd_heights" in codes(layer)


def test_zeros_in_high_country_are_a_fill_but_not_on_the_coast(tmp_path: Path) -> None:
    high, coast = plane(20, 20) + 400, plane(20, 20) - 90
    high[:4] = 0
    coast[:4] = 0
    assert "findings.zero_fill" in codes(read_terrain(write(tmp_path / "h.tif", high)))
    assert "findings.zero_fill" not in codes(read_terrain(write(tmp_path / "c.tif", coast)))


def test_tiles_are_joined_and_the_first_counts_where_they_overlap(tmp_path: Path) -> None:
    left = write(tmp_path / "l.tif", plane(20, 30))
    right_transform = Affine(CELL, 0, WEST + 200, 0, -CELL, NORTH)
    right = write(tmp_path / "r.tif", plane(20, 30, WEST + 200), right_transform)
    layer = read_terrain([left, right])
    assert layer.raster.heights_m.shape == (20, 50)
    assert "findings.tiles_joined" in codes(layer)
    point = (WEST + 250, NORTH - 100)
    assert layer.raster.sample(np.array([point]))[0] == pytest.approx(height_at(*point), abs=1e-2)


def test_only_the_part_wanted_is_read_and_elsewhere_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", plane(100, 100))
    part = read_terrain(path, within=(WEST + 300, NORTH - 500, WEST + 500, NORTH - 300)).raster
    assert part.heights_m.size < 26 * 26
    point = (WEST + 400, NORTH - 400)
    assert part.sample(np.array([point]))[0] == pytest.approx(height_at(*point), abs=1e-2)
    with pytest.raises(ReadError) as caught:
        read_terrain(path, within=(0.0, 0.0, 10.0, 10.0))
    assert caught.value.code == "terrain.no_overlap"


def test_degrees_are_warped_into_the_working_system(tmp_path: Path) -> None:
    transform = Affine(0.001, 0, 111.6, 0, -0.001, 32.4)
    heights = np.tile(np.linspace(100, 200, 50, dtype=np.float32), (40, 1))
    layer = read_terrain(write(tmp_path / "a.tif", heights, transform, crs="EPSG:4490"))
    assert layer.raster.crs.to_epsg() == 4546
    width, height = layer.raster.cell_size_m
    assert width == height
    assert 80 < width < 120


def test_a_raster_without_system_asks_and_says_what_fits(tmp_path: Path) -> None:
    path = tmp_path / "a.asc"
    path.write_text(
        "ncols 2\nnrows 2\nxllcorner 37560000\nyllcorner 3570000\ncellsize 10\n1 2\n3 4\n",
        encoding="ascii",
    )
    with pytest.raises(CrsError) as caught:
        read_terrain(path)
    assert "EPSG:4525" in caught.value.values["proposals"]
    assert read_terrain(path, crs="EPSG:4525", target_crs="EPSG:4525").raster.heights_m.shape == (
        2,
        2,
    )


def test_a_table_is_no_terrain(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(LayerError) as caught:
        read_terrain(path)
    assert caught.value.code == "read.is_vector"
