"""Ground: valleys drawn by hand, hills between them, fractal roughness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.ndimage import gaussian_filter, gaussian_filter1d, map_coordinates, zoom
from scipy.spatial import cKDTree

from township.gazetteer import (
    BOTTOM_M,
    HEIGHT_M,
    LEFT_M,
    RIVER_MOUTH_LEVEL_M,
    SEED,
    VALLEYS,
    WIDTH_M,
    Valley,
    metres,
)

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
CELL_M = 10.0
COARSE_M = 20.0
QUANTUM_M = 1.0 / 32.0  # heights are rounded, so that processors cannot disagree on them


@dataclass(frozen=True, kw_only=True)
class Stream:
    """A valley line with the level of its bed, mouth first.

    Attributes
    ----------
    xy_m, level_m
        Points about 10 m apart, shape (points, 2), and bed level there.
    """

    valley: Valley
    xy_m: Array
    level_m: Array

    @property
    def line(self) -> shapely.LineString:
        """The course as a line, from head to mouth as water runs."""
        return shapely.LineString(self.xy_m[::-1])


@dataclass(frozen=True, kw_only=True)
class Terrain:
    """Heights on a north-up grid, shape (rows, columns), first row in the north."""

    height_m: Array
    cell_m: float = CELL_M

    def rows_columns(self, xy_m: Array) -> tuple[Array, Array]:
        """Fractional row and column of points."""
        xy = np.asarray(xy_m, dtype=float)
        top = BOTTOM_M + HEIGHT_M
        return (top - xy[..., 1]) / self.cell_m - 0.5, (xy[..., 0] - LEFT_M) / self.cell_m - 0.5

    def sample(self, xy_m: Array) -> Array:
        """Height at points, bilinear."""
        rows, columns = self.rows_columns(xy_m)
        return np.asarray(map_coordinates(self.height_m, [rows, columns], order=1, mode="nearest"))

    def slope(self) -> Array:
        """Steepest gradient of each cell, rise over run."""
        down, right = np.gradient(gaussian_filter(self.height_m, 1.0), self.cell_m)
        return np.asarray(np.hypot(down, right))

    def coarse(self, cell_m: float = COARSE_M) -> Terrain:
        """Mean heights on a coarser grid."""
        n = round(cell_m / self.cell_m)
        rows, columns = self.height_m.shape
        blocks = self.height_m.reshape(rows // n, n, columns // n, n)
        return Terrain(height_m=blocks.mean(axis=(1, 3)), cell_m=cell_m)

    def centres(self) -> Array:
        """Cell centres, shape (rows * columns, 2)."""
        rows, columns = self.height_m.shape
        x = LEFT_M + (np.arange(columns) + 0.5) * self.cell_m
        y = BOTTOM_M + HEIGHT_M - (np.arange(rows) + 0.5) * self.cell_m
        return np.column_stack([np.tile(x, rows), np.repeat(y, columns)])


def fractal_noise(
    rng: np.random.Generator, shape: tuple[int, int], cell_m: float, longest_m: float, beta: float
) -> Array:
    """Random surface of unit variance whose power falls with frequency to the `beta`.

    Waves longer than `longest_m` are left out.
    """
    spectrum = np.fft.rfft2(rng.standard_normal(shape))
    fy = np.fft.fftfreq(shape[0], cell_m)[:, None]
    fx = np.fft.rfftfreq(shape[1], cell_m)[None, :]
    frequency = np.hypot(fy, fx)
    frequency[0, 0] = 1.0
    gain = np.where(frequency >= 1.0 / longest_m, frequency ** (-beta / 2.0), 0.0)
    surface = np.fft.irfft2(spectrum * gain, s=shape)
    return np.asarray(surface / surface.std())


def course(valley: Valley, rng: np.random.Generator, start_m: Array | None) -> Array:
    """Winding course of a valley, a point about every 10 m, mouth first."""
    points = np.array([metres(p) for p in valley.points_km])
    if start_m is not None:
        points[0] = start_m
    chord = np.r_[0.0, np.cumsum(np.hypot(*np.diff(points, axis=0).T))]
    along = np.linspace(0.0, chord[-1], int(chord[-1] / CELL_M) + 1)
    smooth = CubicSpline(chord, points)(along)
    tangent = np.gradient(smooth, axis=0)
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    normal /= np.hypot(*normal.T)[:, None]
    wander = gaussian_filter1d(rng.standard_normal(len(along)), 12.0)
    wander *= 50.0 / wander.std() * np.minimum(1.0, along / 300.0)
    return np.asarray(smooth + normal * wander[:, None])


def make_streams() -> dict[str, Stream]:
    """All streams by name; a side stream starts on its parent and climbs from there."""
    streams: dict[str, Stream] = {}
    for index, valley in enumerate(VALLEYS):
        rng = np.random.default_rng([SEED, 1, index])
        start, level = None, RIVER_MOUTH_LEVEL_M
        if valley.parent:
            parent = streams[valley.parent]
            nearest = int(cKDTree(parent.xy_m).query(metres(valley.points_km[0]))[1])
            start, level = parent.xy_m[nearest], float(parent.level_m[nearest])
        xy = course(valley, rng, start)
        s = np.r_[0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T))]
        growth = (valley.gradient_head - valley.gradient_mouth) / (2.0 * s[-1])
        streams[valley.name] = Stream(
            valley=valley, xy_m=xy, level_m=level + valley.gradient_mouth * s + growth * s**2
        )
    return streams


def valley_surface(streams: dict[str, Stream], centres_m: Array) -> tuple[Array, Array]:
    """Height of the smooth hills at points, and how far they stand out of the valley floor."""
    height = np.full(len(centres_m), np.inf)
    beyond = np.full(len(centres_m), np.inf)
    for stream in streams.values():
        valley = stream.valley
        distance, nearest = cKDTree(stream.xy_m).query(centres_m)
        off = np.maximum(distance - valley.floor_m, 0.0)
        rise = valley.rise_m * -np.expm1(-off / valley.reach_m)
        height = np.minimum(
            height, stream.level_m[nearest] + 0.012 * np.minimum(distance, valley.floor_m) + rise
        )
        beyond = np.minimum(beyond, off)
    return height, beyond


def make_terrain(streams: dict[str, Stream]) -> Terrain:
    """Build the ground."""
    shape = (int(HEIGHT_M / COARSE_M), int(WIDTH_M / COARSE_M))
    half = Terrain(height_m=np.zeros((shape[0] // 2, shape[1] // 2)), cell_m=2.0 * COARSE_M)
    smooth, beyond = (
        zoom(a.reshape(half.height_m.shape), 2, order=1, mode="nearest", grid_mode=True)
        for a in valley_surface(streams, half.centres())
    )
    rng = np.random.default_rng([SEED, 2])
    broad = fractal_noise(rng, shape, COARSE_M, 6000.0, 4.0)
    rough = fractal_noise(rng, shape, COARSE_M, 2000.0, 4.0)
    gullies = -np.abs(fractal_noise(rng, shape, COARSE_M, 1600.0, 4.0))
    ramp = -np.expm1(-beyond / 450.0)
    height = gaussian_filter(smooth, 2.5) + ramp * (
        60.0 * broad + 30.0 * rough + 30.0 * gullies + 50.0
    )
    fine = zoom(gaussian_filter(height, 1.0), 2, order=3, mode="nearest", grid_mode=True)
    fine += 0.25 * fractal_noise(rng, fine.shape, CELL_M, 300.0, 2.4)
    fine = carve_bed(fine, streams)
    return Terrain(height_m=np.round(fine / QUANTUM_M) * QUANTUM_M)


def carve_bed(height_m: Array, streams: dict[str, Stream]) -> Array:
    """Sink the beds of the river and the streams into the valley floors."""
    centres = Terrain(height_m=height_m).centres()
    carved = height_m.ravel().copy()
    for is_river, width, depth in ((True, 28.0, 2.6), (False, 12.0, 1.2)):
        chosen = [s for s in streams.values() if is_river != bool(s.valley.parent)]
        bed = np.concatenate([s.level_m for s in chosen]) - depth
        tree = cKDTree(np.concatenate([s.xy_m for s in chosen]))
        distance, nearest = tree.query(centres, distance_upper_bound=1.5 * width)
        near = np.flatnonzero(np.isfinite(distance))
        bank = np.clip((distance[near] - 0.5 * width) / width, 0.0, 1.0)
        carved[near] = np.minimum(carved[near], bed[nearest[near]] + bank * (depth + 0.5))
    return carved.reshape(height_m.shape)
