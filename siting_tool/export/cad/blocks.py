"""Point symbols as blocks, drawn once and placed many times."""

from __future__ import annotations

import math

from ezdxf.document import Drawing
from ezdxf.layouts.blocklayout import BlockLayout

from resources.map_style import Symbol, layer_styles

# Metres on the ground per millimetre of the symbol, as on a sheet of 1:1000.
_METRES_PER_MM = 1.0


def block_name(role: str, value: str) -> str:
    """Return the name of a symbol's block."""
    style = layer_styles()[role]
    key = value.lower() if value in {"True", "False"} else value
    return f"{role}_{key}".upper() if key in style.categories else role.upper()


def add_blocks(drawing: Drawing) -> None:
    """Draw every symbol as a block."""
    for role, style in layer_styles().items():
        _draw(drawing.blocks.new(role.upper()), style.symbol)
        for value, symbol in style.categories.items():
            _draw(drawing.blocks.new(f"{role}_{value}".upper()), symbol)


def _draw(block: BlockLayout, symbol: Symbol) -> None:
    radius = symbol.size_mm * _METRES_PER_MM / 2.0
    if symbol.shape in {"circle", "drop"}:
        block.add_circle((0, 0), radius)
        return
    corners = _corners(symbol.shape, radius)
    block.add_lwpolyline(corners, close=True)
    block.add_hatch(color=0).paths.add_polyline_path(corners, is_closed=True)


def _corners(shape: str, radius: float) -> list[tuple[float, float]]:
    if shape == "star":
        radii = [radius if number % 2 == 0 else 0.4 * radius for number in range(10)]
        return _around(radii, 90.0)
    if shape == "square":
        return _around([radius * math.sqrt(2)] * 4, 45.0)
    if shape == "diamond":
        return _around([radius] * 4, 90.0)
    return _around([radius] * 3, 90.0)


def _around(radii: list[float], first_deg: float) -> list[tuple[float, float]]:
    step = 360.0 / len(radii)
    angles = [math.radians(first_deg + number * step) for number in range(len(radii))]
    return [(r * math.cos(a), r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]
