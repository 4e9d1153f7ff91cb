"""The sample township, from its raw files to all deliverables."""

from __future__ import annotations

import sysconfig
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import siting_tool
from algorithms.progress import SILENT, Progress
from resources.texts import Language, text
from siting_tool.export.deliverables import export_plan
from siting_tool.project.errors import ProjectError
from siting_tool.project.intake import SourceRequest, intake_document, new_project
from siting_tool.project.plan_text import renovation_lines
from siting_tool.project.renovation_run import run_renovation
from siting_tool.project.runs import RenovationRequest, SitingRequest, accept_outcome
from siting_tool.project.siting_run import run_siting
from siting_tool.project.siting_text import siting_lines
from siting_tool.project.store import save_project

MANIFEST = "township.toml"


def sample_folder() -> Path:
    """Return the folder of the sample township.

    Raises
    ------
    ProjectError
        When the program was installed without it.
    """
    checkout = Path(siting_tool.__file__).resolve().parents[1]
    installed = Path(sysconfig.get_path("data"), "share", "siting_tool")
    for base in (checkout, installed):
        if (base / "sample_data" / MANIFEST).exists():
            return base / "sample_data"
    raise ProjectError("demo.no_sample", file=installed / "sample_data")


def sample_manifest(folder: Path) -> dict[str, Any]:
    """Return the sample's manifest: profile, sources, texts and what to ask for."""
    return tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def sample_requests(folder: Path) -> tuple[str, list[SourceRequest]]:
    """Return the profile and the sources that the sample's manifest names."""
    manifest = sample_manifest(folder)
    base = folder / manifest["folder"]
    requests = [
        SourceRequest(
            role=entry["role"],
            path=base / entry["file"],
            layer=entry.get("layer"),
            encoding=entry.get("encoding"),
            crs=entry.get("crs"),
        )
        for entry in manifest["layer"]
    ]
    return manifest["profile"], requests


def run_demo(folder: Path, language: Language, progress: Progress = SILENT) -> dict[str, Any]:
    """Plan the sample township and write project and deliverables.

    Returns
    -------
    dict
        ``new``, ``site``, ``renovate`` and ``export`` as the commands print them.
    """
    manifest = sample_manifest(sample_folder())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "project.gpkg"
    profile, requests = sample_requests(sample_folder())
    intake = new_project(requests, profile=profile, progress=progress)
    project = replace(intake.project, texts=manifest["texts"][language])
    siting = SitingRequest(**manifest["site"])
    site = run_siting(project, siting, progress)
    project = accept_outcome(project, "site", siting, site)
    renovation = RenovationRequest()
    renovate = run_renovation(project, renovation, progress)
    project = accept_outcome(project, "renovate", renovation, renovate)
    progress.report("stage.saving")
    save_project(project, path, language=language)
    exported = export_plan(project, folder / "deliverables", language=language, progress=progress)
    return {
        "new": intake_document(intake, str(path), language),
        "site": site.summary,
        "renovate": renovate.summary,
        "export": exported,
    }


def demo_lines(document: Mapping[str, Any], language: Language) -> list[str]:
    """Return the demo's figures as lines for people."""
    path = document["new"]["project"]
    return [
        text("demo.title", language),
        *siting_lines(document["site"], language),
        *renovation_lines(document["renovate"], language),
        text("demo.files", language, count=len(document["export"]), path=path),
    ]
