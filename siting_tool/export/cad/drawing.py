"""The empty drawing, its layers and its text."""

from __future__ import annotations

import ezdxf.filemanagement
import numpy as np
from ezdxf import units
from ezdxf.document import Drawing
from ezdxf.enums import TextEntityAlignment
from ezdxf.layouts.layout import Modelspace

from siting_tool.export.cad.blocks import add_blocks

TEXT_STYLE = "SIMSUN"
TEXT_HEIGHT_M = 2.0


def new_drawing() -> Drawing:
    """Return an empty drawing in metres with a Chinese text style and the blocks."""
    drawing = ezdxf.filemanagement.new("R2010", setup=["linetypes"])
    drawing.units = units.M
    drawing.styles.add(TEXT_STYLE, font="simsun.ttc")
    add_blocks(drawing)
    return drawing


def cad_layer(drawing: Drawing, name: str, colour: str, width_mm: float = 0.25) -> str:
    """Make a layer once and return its name, without what CAD programs refuse in names."""
    clean = "".join("_" if letter in '<>/\\":;?*|=`,' else letter for letter in name)
    if clean not in drawing.layers:
        layer = drawing.layers.add(clean)
        # Colour 7 is black on paper and white on a dark screen.
        if colour == "#000000":
            layer.color = 7
        else:
            layer.rgb = (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
        layer.dxf.lineweight = _lineweight(width_mm)
    return clean


def _lineweight(width_mm: float) -> int:
    allowed = np.array([13, 18, 25, 30, 35, 40, 50, 60, 70, 100])
    return int(allowed[np.argmin(np.abs(allowed - 100 * width_mm))])


def add_text(
    space: Modelspace,
    words: str,
    at: tuple[float, float],
    layer: str,
    height_m: float = TEXT_HEIGHT_M,
    angle_deg: float = 0.0,
) -> None:
    """Write one line of text in the Chinese style."""
    attributes = {"layer": layer, "style": TEXT_STYLE, "height": height_m, "rotation": angle_deg}
    space.add_text(words, dxfattribs=attributes).set_placement(
        at, align=TextEntityAlignment.BOTTOM_LEFT
    )
