"""Exports onto a disk that is full or read-only: one clear message, the earlier export whole."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from layers.errors import WriteError
from siting_tool.export.deliverables import export_plan
from tests.helpers.small_plan import small_project

SIZE_KB = 400
ROOM = 4096


def mount(*words):
    """Run mount; tell whether it worked."""
    if shutil.which("mount") is None:
        return False
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path):
    """Return a small disk that holds an export of the KML."""
    place = tmp_path / "disk"
    place.mkdir()
    if not mount("-t", "tmpfs", "-o", f"size={SIZE_KB}k", "tmpfs", str(place)):
        pytest.skip("a small disk can only be mounted by root")
    try:
        export_plan(small_project(), place, kinds=["kml"])
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def contents(folder):
    """Return every file with its bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "kind", ["sheets", "ledger", "cards", "report", "gis", "cad", "kml", "swmm", "charts"]
)
def test_a_full_disk_is_named_and_the_earlier_export_stays(disk, kind, capfd):
    free = shutil.disk_usage(disk).free
    (disk / "filler").write_bytes(bytes(free - ROOM))
    before = contents(disk)
    with pytest.raises(WriteError) as caught:
        export_plan(small_project(), disk, kinds=[kind])
    assert caught.value.code == "write.disk_full"
    assert contents(disk) == before
    assert capfd.readouterr().err == ""


def test_a_read_only_disk_is_named_and_the_earlier_export_stays(disk):
    before = contents(disk)
    assert mount("-o", "remount,ro", str(disk))
    with pytest.raises(WriteError) as caught:
        export_plan(small_project(), disk, kinds=["kml"])
    assert caught.value.code in {"write.no_permission", "write.read_only"}
    assert contents(disk) == before
