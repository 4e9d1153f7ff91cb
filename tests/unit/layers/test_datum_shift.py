"""GCJ-02 and BD-09: known points, closing of the inverse, places outside China."""

from __future__ import annotations

import numpy as np
import pytest

from layers.datum_shift import bd09_from_gcj02, bd09_from_wgs84, gcj02_from_wgs84, unshift
from layers.errors import CrsError

METRES_PER_DEGREE = 111_320.0


def grid_of_china() -> np.ndarray:
    lon, lat = np.meshgrid(np.linspace(75, 134, 40), np.linspace(19, 53, 30))
    return np.column_stack((lon.ravel(), lat.ravel()))


def test_tiananmen_shifts_as_published() -> None:
    """The map services put 39.90882 N 116.39737 E (WGS-84) at 39.91022, 116.40361 in GCJ-02."""
    shifted = gcj02_from_wgs84(np.array([[116.39737, 39.90882]]))
    assert shifted[0] == pytest.approx([116.40361, 39.91022], abs=2e-5)


def test_baidu_adds_its_offset_to_gcj02() -> None:
    """(116.404, 39.915) in GCJ-02 is (116.41036949, 39.92133699) in BD-09."""
    shifted = bd09_from_gcj02(np.array([[116.404, 39.915]]))
    assert shifted[0] == pytest.approx([116.41036949, 39.92133699], abs=1e-6)


@pytest.mark.parametrize("shift", ["gcj02", "bd09"])
def test_undoing_a_shift_closes_within_a_millimetre(shift: str) -> None:
    points = grid_of_china()
    forward = {"gcj02": gcj02_from_wgs84, "bd09": bd09_from_wgs84}[shift]
    error_m = np.abs(unshift(forward(points), shift) - points).max() * METRES_PER_DEGREE
    assert error_m < 0.001


def test_the_shift_is_a_hundred_to_seven_hundred_metres() -> None:
    points = grid_of_china()
    offset = gcj02_from_wgs84(points) - points
    distance_m = METRES_PER_DEGREE * np.hypot(
        offset[:, 0] * np.cos(np.radians(points[:, 1])), offset[:, 1]
    )
    assert distance_m.min() > 50
    assert distance_m.max() < 800


def test_places_outside_china_stay() -> None:
    vaduz = np.array([[9.52, 47.14]])
    assert np.array_equal(gcj02_from_wgs84(vaduz), vaduz)
    assert np.array_equal(unshift(vaduz, "gcj02"), vaduz)


def test_an_unknown_shift_is_refused() -> None:
    with pytest.raises(CrsError) as caught:
        unshift(np.zeros((1, 2)), "mars")
    assert caught.value.code == "crs.unknown_shift"


def test_nothing_shifted_is_nothing() -> None:
    assert unshift(np.empty((0, 2)), "gcj02").shape == (0, 2)
