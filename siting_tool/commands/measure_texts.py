"""What a measurement on the map says, in the language in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_distance, format_number, format_share
from siting_tool.map_canvas.measuring import (
    Way,
    measured_area_m2,
    measured_length_m,
    measured_slope,
)

if TYPE_CHECKING:
    from layers.raster import TerrainRaster


def distance_text(way_m: Way, terrain: TerrainRaster | None) -> str:  # noqa: ARG001 - all alike
    """Return the length of a way."""
    words = translate("Measuring", "Length {length}")
    return words.format(length=format_distance(measured_length_m(way_m)))


def area_text(way_m: Way, terrain: TerrainRaster | None) -> str:  # noqa: ARG001 - all alike
    """Return the area inside a way and the length around it."""
    closed = [*way_m, way_m[0]]
    words = translate("Measuring", "Area {area} m², around it {length}")
    return words.format(
        area=format_number(measured_area_m2(way_m)),
        length=format_distance(measured_length_m(closed)),
    )


def slope_text(way_m: Way, terrain: TerrainRaster | None) -> str:
    """Return length, height difference and gradients of the ground along a way."""
    slope = None if terrain is None else measured_slope(terrain, way_m)
    if slope is None:
        words = translate("Measuring", "{length}; the height of the ground is not known here")
        return words.format(length=distance_text(way_m, terrain))
    words = translate(
        "Measuring",
        "Length {length}, height difference {rise} m, slope {mean} on average, {steepest} at most",
    )
    return words.format(
        length=format_distance(slope.length_m),
        rise=f"{slope.rise_m:+.1f}",
        mean=format_share(slope.mean_gradient),
        steepest=format_share(slope.steepest_gradient),
    )
