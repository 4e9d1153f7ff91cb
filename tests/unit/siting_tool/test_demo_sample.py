"""Where the sample township is found: beside a checkout, or where an installation puts it."""

from __future__ import annotations

import shutil
import sysconfig
from pathlib import Path

import pytest

import siting_tool
from siting_tool.project import demo
from siting_tool.project.errors import ProjectError


def _as_installed(monkeypatch: pytest.MonkeyPatch, prefix: Path) -> Path:
    """Pretend that the program lives in an environment and return its data folder."""
    module = prefix / "lib" / "siting_tool" / "__init__.py"
    monkeypatch.setattr(siting_tool, "__file__", str(module))
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(prefix / name))
    return prefix / "data" / "share" / "siting_tool" / "sample_data"


def test_checkout_holds_every_file_of_the_manifest() -> None:
    _, requests = demo.sample_requests(demo.sample_folder())
    assert requests
    assert [request.path for request in requests if not request.path.exists()] == []


def test_installed_program_finds_its_copy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    manifest = demo.sample_folder() / demo.MANIFEST
    installed = _as_installed(monkeypatch, tmp_path)
    installed.mkdir(parents=True)
    shutil.copy(manifest, installed)
    assert demo.sample_folder() == installed


def test_missing_sample_names_the_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = _as_installed(monkeypatch, tmp_path)
    with pytest.raises(ProjectError) as caught:
        demo.sample_folder()
    assert caught.value.code == "demo.no_sample"
    assert caught.value.file == str(installed)
