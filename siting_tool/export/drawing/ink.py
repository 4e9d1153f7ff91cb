"""Greys of frames, tables and texts; the colours of map layers stand in the map style."""

from __future__ import annotations

BLACK = "#000000"
DARK = "#333333"
MIDDLE = "#777777"
LIGHT = "#bbbbbb"
PALE = "#eeeeee"
WHITE = "#ffffff"
CONTOUR = "#b59a78"
"""Brown of contour lines, as on topographic maps."""

THICK_MM = 0.6
NORMAL_MM = 0.25
THIN_MM = 0.13
"""Line widths: outer frame, main lines, table lines."""
