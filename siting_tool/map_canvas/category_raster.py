"""Pictures of very many points or line segments, made with NumPy alone.

Below some ten thousand features a painter draws nicer symbols; above, it would
hold the interpreter lock for too long. Here each pixel gets the number of a
category, symbols grow by taking the maximum over a disc, and a colour table
turns numbers into pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting_tool.map_canvas.map_layer import Rgba


def colour_table(colours: Sequence[Rgba]) -> NDArray[np.uint32]:
    """Return premultiplied ARGB values for category numbers; 0 is transparent."""
    table = np.zeros(256, dtype=np.uint32)
    for number, (red, green, blue, alpha) in enumerate(colours, start=1):
        premultiplied = (round(part * alpha / 255) for part in (red, green, blue))
        high, middle, low = premultiplied
        table[number] = (alpha << 24) | (high << 16) | (middle << 8) | low
    return table


def mark_points(
    x_px: NDArray[np.floating[Any]],
    y_px: NDArray[np.floating[Any]],
    codes: NDArray[np.uint8],
    width_px: int,
    height_px: int,
) -> NDArray[np.uint8]:
    """Return a raster, shape (height, width), with code + 1 where a point lies.

    Of several points in one pixel the last stays.
    """
    raster = np.zeros((height_px, width_px), dtype=np.uint8)
    inside = (x_px >= 0) & (x_px < width_px) & (y_px >= 0) & (y_px < height_px)
    if not inside.all():
        x_px, y_px, codes = x_px[inside], y_px[inside], codes[inside]
    pixel = y_px.astype(np.int32)
    pixel *= np.int32(width_px)
    pixel += x_px.astype(np.int32)
    raster.ravel()[pixel] = codes + np.uint8(1)
    return raster


def mark_segments(
    segments_px: NDArray[np.float64],
    codes: NDArray[np.uint8],
    width_px: int,
    height_px: int,
) -> NDArray[np.uint8]:
    """Return a raster with code + 1 along segments, shape (N, 4): x0, y0, x1, y1."""
    inside = _clip(segments_px, width_px, height_px)
    segments = segments_px[inside].astype(np.float32)
    delta = segments[:, 2:] - segments[:, :2]
    steps = np.abs(delta).max(axis=1).astype(np.int32) + 1
    owner = np.repeat(np.arange(len(steps), dtype=np.int32), steps)
    first = np.cumsum(steps) - steps
    share = (np.arange(len(owner), dtype=np.int32) - first[owner]) / steps[owner]
    share = share.astype(np.float32)
    x = segments[owner, 0] + share * delta[owner, 0]
    y = segments[owner, 1] + share * delta[owner, 1]
    return mark_points(x, y, codes[inside][owner], width_px, height_px)


def _clip(segments_px: NDArray[np.float64], width_px: int, height_px: int) -> NDArray[np.bool_]:
    """Which segments touch the picture; longer ones than its diagonal are cut elsewhere."""
    x = segments_px[:, (0, 2)]
    y = segments_px[:, (1, 3)]
    return np.asarray(
        (x.max(axis=1) >= 0)
        & (x.min(axis=1) < width_px)
        & (y.max(axis=1) >= 0)
        & (y.min(axis=1) < height_px)
    )


def grow(raster: NDArray[np.uint8], diameter_px: int) -> NDArray[np.uint8]:
    """Return the raster with every mark grown to a disc; higher numbers win."""
    grown = raster.copy()
    radius = (diameter_px - 1) / 2
    for dy in range(-int(radius + 0.5), int(radius) + 1):
        half = np.sqrt(max(radius * radius + radius - dy * dy, 0.0))
        for dx in range(-int(half + 0.5), int(half) + 1):
            if dx or dy:
                _maximum_shifted(grown, raster, dx, dy)
    return grown


def _maximum_shifted(
    target: NDArray[np.uint8], source: NDArray[np.uint8], dx: int, dy: int
) -> None:
    height, width = source.shape
    into = target[max(dy, 0) : height + min(dy, 0), max(dx, 0) : width + min(dx, 0)]
    from_ = source[max(-dy, 0) : height + min(-dy, 0), max(-dx, 0) : width + min(-dx, 0)]
    np.maximum(into, from_, out=into)


def colour(
    raster: NDArray[np.uint8], table: NDArray[np.uint32], target: NDArray[np.uint32]
) -> None:
    """Write the colours of marked pixels into a picture of the same shape.

    Two neighbouring pixels are looked up at once where rows are whole in
    memory, which halves the time.
    """
    if raster.size % 2 or not (raster.flags.c_contiguous and target.flags.c_contiguous):
        np.take(table, raster, out=target, mode="clip")
        return
    used = int(raster.max()) + 1
    pairs = np.zeros(256 * 256, dtype=np.uint64)
    for number in range(used):  # little-endian: the first pixel is the lower half
        pairs[256 * number : 256 * number + used] = table[:used] | (
            np.uint64(table[number]) << np.uint64(32)
        )
    doubled = target.reshape(-1).view(np.uint64)
    np.take(pairs, raster.reshape(-1).view(np.uint16), out=doubled, mode="clip")
