"""Damaged files of every format: each is read or refused by a coded error, never a traceback.

A small good file per format is damaged by rules that Hypothesis draws from a
fixed seed: bytes changed, cut out, doubled, the file truncated.
"""

from __future__ import annotations

import io
import struct
import tarfile
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import rasterio
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio.transform import from_origin

from layers.errors import LayerError
from layers.io.inspect import inspect_source
from layers.io.raster import read_terrain
from layers.io.vector import read_vector
from tests.helpers.source_files import VRT, drawing, ods

EXAMPLES = 8
ROWS = 12


def places() -> gpd.GeoDataFrame:
    points = [shapely.Point(111.5 + 0.001 * n, 32.3) for n in range(ROWS)]
    names = [f"村{n}" for n in range(ROWS)]
    return gpd.GeoDataFrame({"name": names, "n": range(ROWS)}, geometry=points, crs=4490)


def written_by(driver: str, suffix: str) -> Callable[[], dict[str, bytes]]:
    def make() -> dict[str, bytes]:
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            path = Path(folder) / f"a{suffix}"
            places().to_file(path, driver=driver)
            return {part.suffix: part.read_bytes() for part in Path(folder).iterdir()}

    return make


def csv_file() -> dict[str, bytes]:
    lines = [
        "编号,名称,经度,纬度",
        *(f"{n},村{n},{111.5 + n / 1000}°,32°18′0″" for n in range(ROWS)),
    ]
    return {".csv": "\n".join(lines).encode("gb18030")}


def xlsx_file() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    book.active.append(["编号", "名称", "经度", "纬度"])
    for n in range(ROWS):
        book.active.append([n, f"村{n}", 111.5 + n / 1000, 32.3])
    stream = io.BytesIO()
    book.save(stream)
    return {".xlsx": stream.getvalue()}


def kml_file() -> dict[str, bytes]:
    marks = "".join(
        f"<Placemark><name>村{n}</name><Point><coordinates>{111.5 + n / 1000},32.3</coordinates>"
        "</Point></Placemark>"
        for n in range(ROWS)
    )
    text = f"<kml><Document><Folder><name>地点</name>{marks}</Folder></Document></kml>"
    return {".kml": text.encode()}


def parquet_file() -> dict[str, bytes]:
    stream = io.BytesIO()
    places().to_parquet(stream)
    return {".parquet": stream.getvalue()}


def tif_file() -> dict[str, bytes]:
    heights = np.arange(400, dtype=np.float32).reshape(20, 20)
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        path = Path(folder) / "a.tif"
        with rasterio.open(
            path, "w", driver="GTiff", width=20, height=20, count=1, dtype="float32",
            crs="EPSG:4546", transform=from_origin(560_000, 3_580_000, 10, 10),
        ) as target:  # fmt: skip
            target.write(heights, 1)
        return {".tif": path.read_bytes()}


def asc_file() -> dict[str, bytes]:
    rows = "\n".join(" ".join(str(100 + r + c) for c in range(10)) for r in range(10))
    head = (
        "ncols 10\nnrows 10\nxllcorner 560000\nyllcorner 3570000\ncellsize 10\nNODATA_value -9999\n"
    )
    return {".asc": (head + rows).encode()}


def ods_file() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        rows: list[list[object]] = [["名称", "经度", "纬度"]]
        rows += [[f"村{n}", 111.5 + n / 1000, 32.3] for n in range(ROWS)]
        return {".ods": ods(Path(folder) / "a.ods", rows).read_bytes()}


def dxf_file() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        return {".dxf": drawing(Path(folder) / "a.dxf").read_bytes()}


def gpx_file() -> dict[str, bytes]:
    marks = "".join(
        f'<wpt lat="32.3" lon="{111.5 + n / 1000}"><name>村{n}</name></wpt>' for n in range(ROWS)
    )
    return {".gpx": f'<gpx version="1.1" creator="t">{marks}</gpx>'.encode()}


def osm_file() -> dict[str, bytes]:
    nodes = "".join(
        f'<node id="{n + 1}" lat="32.3" lon="{111.5 + n / 1000}">'
        '<tag k="amenity" v="school"/></node>'
        for n in range(ROWS)
    )
    return {".osm": f'<osm version="0.6">{nodes}</osm>'.encode()}


def zipped(make: Callable[[], dict[str, bytes]], suffix: str) -> Callable[[], dict[str, bytes]]:
    def make_archive() -> dict[str, bytes]:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in make().items():
                archive.writestr(f"村/a{part}", data)
        return {suffix: stream.getvalue()}

    return make_archive


def tar_file() -> dict[str, bytes]:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for part, data in csv_file().items():
            info = tarfile.TarInfo(f"a{part}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return {".tgz": stream.getvalue()}


def dbf_file() -> dict[str, bytes]:
    return {".dbf": good_file("shapefile")[".dbf"]}


def hgt_file() -> dict[str, bytes]:
    return {".hgt": np.full((1201, 1201), 300, dtype=">i2").tobytes()}


def vrt_file() -> dict[str, bytes]:
    text = VRT.format(target="a.tif", relative=1)
    return {".vrt": text.encode(), ".tif": tif_file()[".tif"]}


MAKERS: dict[str, Callable[[], dict[str, bytes]]] = {
    "shapefile": written_by("ESRI Shapefile", ".shp"),
    "geopackage": written_by("GPKG", ".gpkg"),
    "geojson": written_by("GeoJSON", ".geojson"),
    "flatgeobuf": written_by("FlatGeobuf", ".fgb"),
    "gml": written_by("GML", ".gml"),
    "mapinfo": written_by("MapInfo File", ".tab"),
    "csv": csv_file,
    "xlsx": xlsx_file,
    "kml": kml_file,
    "parquet": parquet_file,
    "ods": ods_file,
    "dxf": dxf_file,
    "gpx": gpx_file,
    "osm": osm_file,
    "dbf": dbf_file,
    "geojson sequence": written_by("GeoJSONSeq", ".geojsonl"),
    "mapinfo interchange": written_by("MapInfo File", ".mif"),
    "kmz": zipped(kml_file, ".kmz"),
    "zip": zipped(csv_file, ".zip"),
    "tar": tar_file,
}
RASTERS: dict[str, Callable[[], dict[str, bytes]]] = {
    "tif": tif_file,
    "asc": asc_file,
    "hgt": hgt_file,
    "vrt": vrt_file,
}


@cache
def good_file(name: str) -> dict[str, bytes]:
    return {**MAKERS, **RASTERS}[name]()


damage = st.lists(
    st.tuples(
        st.sampled_from(["change", "cut", "double", "truncate", "zero", "text"]),
        st.floats(0, 1, allow_nan=False),
        st.integers(0, 255),
        st.integers(1, 64),
    ),
    min_size=1,
    max_size=6,
)
TEXTS = (b"\xff\xfe", b"<!ENTITY a 'b'>", b"\0\0\0\0", b"nan", b"1e999", b'"', b"\xe6\x9d", b"-")


def damaged(data: bytes, rules: list[tuple[str, float, int, int]]) -> bytes:
    for kind, share, value, length in rules:
        at = int(share * len(data))
        pieces = {
            "change": data[:at] + bytes([value]) + data[at + 1 :],
            "cut": data[:at] + data[at + length :],
            "double": data[: at + length] + data[at:],
            "truncate": data[:at],
            "zero": data[:at] + bytes(length) + data[at + length :],
            "text": data[:at] + TEXTS[value % len(TEXTS)] + data[at:],
        }
        data = pieces[kind]
    return data


def try_to_read(read: Callable[[Path], object], name: str, rules: list, part: int) -> None:
    files = good_file(name)
    suffixes = sorted(files)
    hurt = suffixes[part % len(suffixes)]
    with tempfile.TemporaryDirectory() as folder:
        for suffix, data in files.items():
            content = damaged(data, rules) if suffix == hurt else data
            (Path(folder) / f"a{suffix}").write_bytes(content)
        known = (".shp", ".tab", ".gml", ".mif", ".vrt")
        main = next((suffix for suffix in known if suffix in files), suffixes[0])
        path = Path(folder) / f"a{main}"
        for attempt in (read, inspect_source):
            try:
                attempt(path)
            except LayerError as error:
                assert error.code  # noqa: PT017 - a refusal is as good as a result


fuzzed = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MAKERS))
def test_a_damaged_vector_file_is_read_or_refused(name: str) -> None:
    # GDAL copies an OSM file into a database first, which takes its time.
    @settings(fuzzed, max_examples=3 if name == "osm" else EXAMPLES)
    @given(damage, st.integers(0, 7))
    def run(rules: list[tuple[str, float, int, int]], part: int) -> None:
        try_to_read(lambda path: read_vector(path, "places"), name, rules, part)

    run()


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(RASTERS))
def test_a_damaged_raster_is_read_or_refused(name: str) -> None:
    @fuzzed
    @given(damage, st.integers(0, 7))
    def run(rules: list[tuple[str, float, int, int]], part: int) -> None:
        try_to_read(lambda path: read_terrain(path, crs="EPSG:4546"), name, rules, part)

    run()


@pytest.mark.slow
@fuzzed
@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            ".csv",
            ".kml",
            ".geojson",
            ".shp",
            ".dbf",
            ".gpkg",
            ".xlsx",
            ".xls",
            ".zip",
            ".tif",
            ".dxf",
            ".gpx",
            ".parquet",
            ".fgb",
            ".osm.pbf",
            ".txt",
        ]
    ),
)
def test_random_bytes_under_any_name_are_read_or_refused(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        for attempt in (lambda p: read_vector(p, "places"), read_terrain, inspect_source):
            try:
                attempt(path)
            except LayerError as error:
                assert error.code  # noqa: PT017 - a refusal is as good as a result


@fuzzed
@given(st.text(max_size=200))
def test_any_text_in_a_table_is_read_or_refused(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(("经度,纬度,名称\n111.5,32.3," + text).encode("utf-8", "surrogatepass"))
        try:
            layer = read_vector(path, "places")
        except LayerError as error:
            assert error.code  # noqa: PT017 - a refusal is as good as a result
        else:
            assert layer.read == layer.kept + layer.dropped


def test_a_good_file_of_each_format_is_read_whole() -> None:
    """The fuzz would prove nothing if the undamaged files were refused."""
    for name in MAKERS.keys() - {"dxf", "dbf"}:  # without system, without places
        with tempfile.TemporaryDirectory() as folder:
            for suffix, data in good_file(name).items():
                (Path(folder) / f"a{suffix}").write_bytes(data)
            main = next((s for s in (".shp", ".tab", ".gml", ".mif") if s in good_file(name)), None)
            path = Path(folder) / f"a{main or sorted(good_file(name))[0]}"
            assert read_vector(path, "places").kept == ROWS, name


def test_the_head_of_a_shapefile_is_big_endian() -> None:
    assert struct.unpack(">i", good_file("shapefile")[".shp"][:4])[0] == 9994


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "part", "rules"),
    [
        ("kmz", 0, [("zero", 0.8738, 22, 13), ("cut", 0.0555, 59, 52),
                    ("change", 0.1173, 156, 49)]),
        ("shapefile", 1, [("cut", 0.2573, 3, 4), ("text", 0.0364, 235, 19)]),
        ("vrt", 1, [("change", 0.3286, 91, 23)]),
        ("tif", 0, [("change", 0.5842, 233, 15), ("cut", 0.0878, 140, 6),
                    ("change", 0.3554, 82, 21), ("double", 0.474, 132, 7)]),
        ("zip", 0, [("cut", 0.5, 0, 1)]),
        ("ods", 0, [("cut", 0.2353, 255, 44), ("cut", 0.2266, 95, 52), ("cut", 0.6218, 215, 56),
                    ("text", 0.7665, 135, 27)]),
    ],
)  # fmt: skip
def test_damage_that_once_ended_in_a_traceback(
    name: str, part: int, rules: list[tuple[str, float, int, int]]
) -> None:
    if name in RASTERS:
        try_to_read(lambda path: read_terrain(path, crs="EPSG:4546"), name, rules, part)
    else:
        try_to_read(lambda path: read_vector(path, "places"), name, rules, part)


@pytest.mark.parametrize("size", [0.0, float("nan")])
def test_a_raster_that_lies_nowhere_is_refused(tmp_path: Path, size: float) -> None:
    (tmp_path / "a.tif").write_bytes(tif_file()[".tif"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with rasterio.open(tmp_path / "a.tif", "r+") as target:
            target.transform = from_origin(560_000, 3_580_000, size, 10)
    with pytest.raises(LayerError) as caught:
        read_terrain(tmp_path / "a.tif")
    assert caught.value.code in ("terrain.no_place", "crs.unknown")
