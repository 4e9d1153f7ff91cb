"""Small files of formats that no library at hand writes, or that several tests read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import ezdxf

EAST, NORTH = 566_000.0, 3_575_000.0

VRT = """<VRTDataset rasterXSize="10" rasterYSize="10"><SRS>EPSG:4326</SRS>
<GeoTransform>9, 0.1, 0, 47, 0, -0.1</GeoTransform><VRTRasterBand dataType="Float32" band="1">
<SimpleSource><SourceFilename relativeToVRT="{relative}">{target}</SourceFilename>
<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"""


def ods(path: Path, rows: list[list[object]]) -> Path:
    """Write a table of texts and floats as an OpenDocument spreadsheet."""

    def cell(value: object) -> str:
        if isinstance(value, float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="户表">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path


def drawing(path: Path) -> Path:
    """Write a house on layer JMD and two lines of road on layer DLSS."""
    document = ezdxf.new("R2000")
    space = document.modelspace()
    for name in ("JMD", "DLSS"):
        document.layers.add(name)
    house = [(EAST, NORTH), (EAST + 9, NORTH), (EAST + 9, NORTH + 9), (EAST, NORTH + 9)]
    space.add_lwpolyline(house, close=True, dxfattribs={"layer": "JMD"})
    space.add_lwpolyline([(EAST, NORTH), (EAST + 90, NORTH)], dxfattribs={"layer": "DLSS"})
    space.add_arc((EAST, NORTH), 50, 0, 90, dxfattribs={"layer": "DLSS"})
    document.saveas(path)
    return path
