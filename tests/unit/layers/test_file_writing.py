"""Files are written whole or not at all; GeoPackages open in other programs."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from layers.errors import WriteError
from layers.io.write import (
    LayerToWrite,
    atomic_path,
    write_error,
    write_geopackage_layers,
)


def layer(name: str = "households") -> LayerToWrite:
    frame = gpd.GeoDataFrame(
        {
            "household_id": ["H1", "H2"],
            "persons": pd.array([3, None], dtype="Int64"),
            "wet": pd.array([True, None], dtype="boolean"),
            "mixed": ["a", 5],
        },
        geometry=[shapely.Point(1, 2), shapely.Point(3, 4)],
        crs="EPSG:4546",
    )
    return LayerToWrite(name=name, frame=frame, title="农户", aliases={"persons": "人口"})


def write_half(path: Path, fault: BaseException) -> None:
    with atomic_path(path) as temporary:
        temporary.write_text("half")
        raise fault


def test_a_file_takes_its_place_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        write_half(path, RuntimeError())
    assert path.read_text() == "old"
    with atomic_path(path) as temporary:
        temporary.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_half(tmp_path / "a.txt", KeyboardInterrupt())
    assert list(tmp_path.iterdir()) == []


def test_the_permissions_of_a_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    with atomic_path(path) as temporary:
        temporary.write_text("new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteError) as caught, atomic_path(tmp_path / "no" / "a.txt"):
        pass
    assert caught.value.code == "write.no_folder"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "write.disk_full"),
        (errno.EACCES, "write.no_permission"),
        (errno.EROFS, "write.read_only"),
        (errno.EIO, "write.failed"),
    ],
)
def test_a_fault_of_the_disk_has_its_code(tmp_path: Path, number: int, code: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(WriteError) as caught:
        write_half(path, OSError(number, os.strerror(number)))
    assert caught.value.code == code
    assert path.read_text() == "old"
    assert write_error(OSError(number, "x"), path).code == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteError) as caught, atomic_path(tmp_path / "a.txt"):
        Path("/dev/full").write_text("x" * 100_000)
    assert caught.value.code == "write.disk_full"
    assert list(tmp_path.iterdir()) == []


def test_layers_stand_in_order_with_titles_and_older_programs_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with atomic_path(path) as temporary:
        write_geopackage_layers(temporary, [layer("roads"), layer("households")])
    assert [name for name, _ in pyogrio.list_layers(path)] == ["roads", "households"]
    connection = sqlite3.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    titles = connection.execute("SELECT column_name, title FROM gpkg_data_columns").fetchall()
    connection.close()
    assert version == 10200  # GeoPackage 1.2
    assert journal == "delete"
    assert ("persons", "人口") in titles


def test_values_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write_geopackage_layers(path, [layer()])
    frame = pyogrio.read_dataframe(path)
    assert frame["persons"].tolist()[0] == 3
    assert pd.isna(frame["persons"].tolist()[1])
    assert frame["mixed"].tolist() == ["a", "5"]


def test_a_layer_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    write_geopackage_layers(path, [layer()])
    write_geopackage_layers(path, [layer()])
    assert len(pyogrio.read_dataframe(path)) == 2
