"""Files made to harm: refused or made harmless, with an error that names them."""

from __future__ import annotations

import gzip
import io
import re
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from layers.errors import CrsError, LayerError, ReadError
from layers.io.archive import check_zip
from layers.io.gdal import read_gdal
from layers.io.inspect import inspect_source
from layers.io.raster import read_terrain
from layers.io.table import read_table
from layers.io.vector import read_vector
from tests.helpers.source_files import VRT

KML = '<?xml version="1.0"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'
POINT = (
    "<Placemark><name>{name}</name><Point><coordinates>111.5,32.3</coordinates></Point></Placemark>"
)


def refused(path: Path, role: str = "places") -> str:
    with pytest.raises(LayerError) as caught:
        read_vector(path, role)
    assert caught.value.file == str(path)
    return caught.value.code


def write_kml(path: Path, body: str, head: str = "") -> Path:
    path.write_text(KML.format(head=head, body=body), encoding="utf-8")
    return path


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE kml [<!ENTITY l0 "lol">{levels}]>'
    path = write_kml(tmp_path / "bomb.kml", POINT.format(name="&l9;"), head)
    assert refused(path) == "read.xml_entities"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_an_entity_that_reads_another_file_is_refused_in_any_encoding(
    tmp_path: Path, encoding: str
) -> None:
    head = '<!DOCTYPE kml [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    path = tmp_path / "secret.kml"
    body = KML.format(head=head, body=POINT.format(name="&secret;"))
    path.write_text(body.removeprefix('<?xml version="1.0"?>'), encoding=encoding)
    assert refused(path) == "read.xml_entities"


def test_links_to_other_places_are_not_followed_but_told(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:1/evil.kml</href></Link></NetworkLink>"
    path = write_kml(tmp_path / "link.kml", link + POINT.format(name="a"))
    layer = read_vector(path, "places")
    assert layer.kept == 1
    assert "findings.links_not_followed" in {finding.code for finding in layer.findings}


def test_markup_in_a_description_stays_text(tmp_path: Path) -> None:
    script = "<description><![CDATA[<script>alert(1)</script>]]></description>"
    path = write_kml(
        tmp_path / "html.kml", POINT.format(name="a").replace("<Point>", script + "<Point>")
    )
    layer = read_vector(path, "places")
    assert layer.frame["description"].iloc[0] == "<script>alert(1)</script>"


def test_very_deep_folders_do_not_overflow(tmp_path: Path) -> None:
    depth = 5000
    body = "<Folder>" * depth + POINT.format(name="deep") + "</Folder>" * depth
    path = write_kml(tmp_path / "deep.kml", body)
    try:
        assert read_vector(path, "places").kept == 1
    except ReadError as error:
        assert error.code in ("read.unreadable", "read.no_features")  # noqa: PT017 - either is safe


def zip_with(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "bomb.zip", {"a.csv": bytes(80 << 20)})
    assert path.stat().st_size < 1 << 20
    assert refused(path) == "read.archive_too_large"


def test_a_zip_that_lies_about_its_size_is_stopped_while_unpacking(tmp_path: Path) -> None:
    """The member claims 10 bytes; its content is counted, not its claim."""
    path = zip_with(tmp_path / "liar.zip", {"a.csv": bytes(80 << 20)})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = struct.pack("<I", 10)
    path.write_bytes(bytes(data))
    assert refused(path) in ("read.archive_too_large", "read.damaged_archive", "read.empty_file")


def test_a_gzip_bomb_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "bomb.geojson.gz"
    path.write_bytes(gzip.compress(bytes(80 << 20)))
    assert refused(path) == "read.archive_too_large"


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/evil.csv", "a/../../evil.csv", "C:\\evil.csv", "..\\evil.csv"]
)
def test_a_zip_that_writes_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    path = zip_with(inside / "traversal.zip", {name: b"x,y\n1,2\n"})
    assert refused(path) == "read.archive_escapes"
    assert not list(tmp_path.rglob("evil.csv"))
    assert not Path("/evil.csv").exists()


def test_links_in_a_tar_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "links.tgz"
    with tarfile.open(path, "w:gz") as archive:
        link = tarfile.TarInfo("passwd.csv")
        link.type = tarfile.SYMTYPE
        link.linkname = "/etc/passwd"
        archive.addfile(link)
    assert refused(path) == "read.nothing_in_archive"


def test_a_tar_that_writes_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "traversal.tgz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("../../evil.csv")
        member.size = 3
        archive.addfile(member, io.BytesIO(b"a,b"))
    assert refused(path) == "read.archive_escapes"


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "locked.zip", {"a.csv": b"x,y\n1,2\n"})
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    path.write_bytes(bytes(data))
    assert refused(path) == "read.encrypted_archive"


def test_a_workbook_bomb_is_refused(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": bytes(80 << 20)})
    with pytest.raises(ReadError) as caught:
        check_zip(path)
    assert caught.value.code == "read.archive_too_large"
    assert refused(path) == "read.archive_too_large"


def test_formulas_in_cells_are_never_run_and_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "户.csv"
    path.write_text(
        "户编号,户主,经度,纬度\n=1+1,\"=cmd|'/c calc'!A1\",111.5,32.3\n", encoding="utf-8"
    )
    frame = read_vector(path, "households").frame
    assert frame["household_id"].iloc[0] == "=1+1"
    assert frame["householder_name"].iloc[0] == "=cmd|'/c calc'!A1"


@pytest.mark.parametrize("name", ["a'; DROP TABLE households; --", 'a"b', "a`b", "名;名"])
def test_sql_in_names_is_only_a_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "sql.csv"
    path.write_text(
        f'"{name.replace(chr(34), chr(34) * 2)}",经度,纬度\nv,111.5,32.3\n', encoding="utf-8"
    )
    frame = read_vector(path, "households").frame
    assert frame[name].tolist() == ["v"]


def test_sql_in_a_layer_name_is_only_a_name(tmp_path: Path) -> None:
    path = tmp_path / "sql.gpkg"
    wkb = np.array([shapely.to_wkb(shapely.Point(111.5, 32.3))], dtype=object)
    layer = 'x"; DROP TABLE gpkg_contents; --'
    pyogrio.raw.write(
        path, wkb, [np.array(["a"], dtype=object)], ["name"], geometry_type="Point",
        crs="EPSG:4490", layer=layer, driver="GPKG",
    )  # fmt: skip
    assert read_vector(path, "places", layer=layer).kept == 1
    assert pyogrio.list_layers(path)[0][0] == layer


@pytest.mark.parametrize(
    ("target", "relative"),
    [
        ("/vsicurl/http://127.0.0.1:1/dem.tif", 0),
        ("http://127.0.0.1:1/dem.tif", 0),
        ("WMS:http://127.0.0.1:1/", 0),
        ("../../../../etc/passwd", 1),
        ("/etc/passwd", 0),
        ("<VRTDataset/>", 0),
    ],
)
def test_a_virtual_raster_reaches_nothing_beyond_its_folder(
    tmp_path: Path, target: str, relative: int
) -> None:
    path = tmp_path / "remote.vrt"
    escaped = target.replace("<", "&lt;")
    path.write_text(VRT.format(target=escaped, relative=relative), encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read_terrain(path)
    assert caught.value.code == "read.remote_reference"


def test_a_virtual_vector_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "remote.vrt"
    path.write_text(
        "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/http://127.0.0.1:1/a"
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        encoding="utf-8",
    )
    with pytest.raises(ReadError):
        read_vector(path, "places")
    with pytest.raises(ReadError):
        read_terrain(path)


@pytest.mark.parametrize(
    "name",
    [
        "/vsicurl/http://127.0.0.1:1/a.gpkg",
        "http://127.0.0.1:1/a.geojson",
        "WFS:http://127.0.0.1:1",
        "PG:dbname=x",
    ],
)
def test_a_path_is_only_ever_a_local_file(name: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_vector(name, "places")
    assert caught.value.code == "read.no_such_file"


def test_a_raster_of_enormous_declared_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.asc"
    path.write_text(
        "ncols 2000000\nnrows 2000000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n",
        encoding="ascii",
    )
    with pytest.raises(LayerError) as caught:
        read_terrain(path, crs="EPSG:4546")
    assert caught.value.code in ("terrain.too_many_cells", "read.unreadable")


def test_a_shapefile_that_claims_enormous_records_is_refused(tmp_path: Path) -> None:
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 2**30) + struct.pack(
        "<2i8d", 1000, 5, *[0.0] * 8
    )
    record = struct.pack(">2i", 1, 2**29) + struct.pack("<i4d2i", 5, 0, 0, 1, 1, 2**28, 2**28)
    path = tmp_path / "huge.shp"
    path.write_bytes(head + record)
    assert refused(path) in (
        "read.no_features",
        "read.damaged_shapefile",
        "read.unreadable",
        "read.nothing_usable",
    )


def test_a_wide_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(",".join(["a"] * 100_000) + "\n", encoding="ascii")
    with pytest.raises(ReadError) as caught:
        read_table(path)
    assert caught.value.code == "read.too_large"


def test_binary_data_named_as_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(LayerError):
        inspect_source(path)


def test_a_folder_or_a_device_is_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path) == "read.nothing_in_folder"


def test_coordinates_beyond_the_world_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
        '"geometry":{"type":"Point","coordinates":[1e300,1e300]}}]}',
        encoding="utf-8",
    )
    with pytest.raises((CrsError, ReadError)):
        read_vector(path, "places")


def test_the_gml_of_a_schema_elsewhere_asks_no_network(tmp_path: Path) -> None:
    path = tmp_path / "a.gml"
    path.write_text(
        '<?xml version="1.0"?><c:FeatureCollection xmlns:c="http://www.opengis.net/gml" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://x http://127.0.0.1:1/a.xsd" xmlns:gml="http://www.opengis.net/gml">'
        "<gml:featureMember><p><gml:Point><gml:coordinates>1,2</gml:coordinates></gml:Point></p>"
        "</gml:featureMember></c:FeatureCollection>",
        encoding="utf-8",
    )
    assert len(read_gdal(path).frame) == 1


ENTITIES = {
    "bomb": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "secret": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
}
BODIES = {
    "a.gml": (
        '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><p>'
        "<n>&e;</n><g><gml:Point><gml:coordinates>111.5,32.3</gml:coordinates></gml:Point></g></p>"
        "</gml:featureMember></gml:FeatureCollection>"
    ),
    "a.gpx": '<gpx version="1.1"><wpt lat="32.3" lon="111.5"><name>&e;</name></wpt></gpx>',
    "a.osm": (
        '<osm version="0.6"><node id="1" lat="32.3" lon="111.5"><tag k="amenity" v="&e;"/></node>'
        "</osm>"
    ),
    "a.kml": f"<kml><Document>{POINT.format(name='&e;')}</Document></kml>",
    "a.xml": '<gpx version="1.1"><wpt lat="32.3" lon="111.5"><name>&e;</name></wpt></gpx>',
}


@pytest.mark.parametrize("kind", sorted(ENTITIES))
@pytest.mark.parametrize("name", sorted(BODIES))
def test_entities_are_refused_in_every_kind_of_xml(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / name
    path.write_text(f'<?xml version="1.0"?>{ENTITIES[kind]}{BODIES[name]}', encoding="utf-8")
    assert refused(path) == "read.xml_entities"
    with pytest.raises(LayerError):
        inspect_source(path)


@pytest.mark.parametrize("kind", sorted(ENTITIES))
@pytest.mark.parametrize(
    "part", ["xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"]
)
def test_entities_in_a_workbook_are_never_expanded(tmp_path: Path, part: str, kind: str) -> None:
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (["经度", "纬度", "备注"], [111.5, 32.3, "PLACE"]):
        book.active.append(row)
    book.save(plain)
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                body = re.sub(r"^<\?xml[^>]*\?>", "", data.decode()).replace("PLACE", "&e;")
                data = (ENTITIES[kind] + body).encode()
            target.writestr(name, data)
    try:
        layer = read_vector(path, "places")
    except LayerError as error:
        assert error.code == "read.unreadable"  # noqa: PT017 - refusing is as good
    else:
        cells = layer.frame.drop(columns="geometry").astype(str).to_numpy().ravel().tolist()
        assert not any("aaaa" in str(cell) or "root:" in str(cell) for cell in cells)


@pytest.mark.parametrize("name", ["r.tif", "r.asc", "r.img", "r.vrt"])
@pytest.mark.parametrize(
    "content",
    [
        VRT.format(target="/vsicurl/http://127.0.0.1:9/x.tif", relative=1),
        VRT.format(target="/etc/hostname", relative=1),
        VRT.format(target="inner.vrt", relative=1),
        "<GDAL_WMS><Service name='WMS'><ServerUrl>http://127.0.0.1:9/</ServerUrl></Service>"
        "</GDAL_WMS>",
        "\ufeff \n<WMTS><GetCapabilitiesUrl>http://127.0.0.1:9/</GetCapabilitiesUrl></WMTS>",
    ],
)
def test_a_raster_that_describes_data_elsewhere_is_refused_under_any_name(
    tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / "inner.vrt").write_text(
        VRT.format(target="../outside.tif", relative=1), encoding="utf-8"
    )
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    for read in (read_terrain, inspect_source):
        with pytest.raises(LayerError) as caught:
            read(path)
        assert caught.value.code in ("read.remote_reference", "read.unknown_format")
