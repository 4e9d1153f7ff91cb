"""Limits that keep a hostile or damaged file from using up the machine."""

from __future__ import annotations

MAX_FILE_BYTES = 8 << 30
"""Largest file that is opened at all."""
MAX_TEXT_BYTES = 1 << 30
"""Largest text, table or XML file."""
MAX_XML_BYTES = 256 << 20
"""Largest KML file; beyond it a GeoPackage serves better."""
MAX_UNPACKED_BYTES = 4 << 30
"""Largest content of an archive."""
MAX_ARCHIVE_MEMBERS = 20_000
MAX_COMPRESSION_RATIO = 500.0
"""Ratio above which an archive member is refused when it also unpacks to much."""
RATIO_FROM_BYTES = 64 << 20
MAX_ROWS = 5_000_000
MAX_COLUMNS = 2_000
MAX_RASTER_CELLS = 120_000_000
"""Cells read at once: 480 MB of heights."""
