"""Seconds and peak memory of the whole ``site`` command.

Run from the project folder: ``python -m benchmarks.site_command [--repeat 3]``.
Each run is a process of its own, from starting Python to the saved project file,
as a user waits for it. The first run also compiles; it is not counted.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
LIECHTENSTEIN = ROOT / ".." / "shared/data/real/liechtenstein"
LIECHTENSTEIN_LAYERS = {
    "village_boundaries": "admin_boundaries.gpkg",
    "roads": "roads.gpkg",
    "households": "buildings.gpkg",
    "terrain": "dem.tif",
    "public_toilets": "toilets.gpkg",
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One way to ask for sites."""

    model: str
    options: tuple[str, ...] = ()


QUESTIONS = (
    Question(model="lscp"),
    Question(model="mclp", options=("--facility-count", "60")),
    Question(model="p-median", options=("--facility-count", "60")),
    Question(model="p-center", options=("--facility-count", "60")),
)


def sample_project(folder: Path) -> Path:
    """Read the sample township into a project file."""
    manifest = tomllib.loads((ROOT / "sample_data/township.toml").read_text(encoding="utf-8"))
    base = ROOT / "sample_data" / manifest["folder"]
    from siting_tool.project.intake import SourceRequest, new_project  # noqa: PLC0415
    from siting_tool.project.store import save_project  # noqa: PLC0415

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
    path = folder / "sample.gpkg"
    save_project(new_project(requests, profile=manifest["profile"]).project, path, language="en")
    return path


def liechtenstein_project(folder: Path) -> Path:
    """Read Liechtenstein into a project file."""
    path = folder / "liechtenstein.gpkg"
    sources = [f"{role}={LIECHTENSTEIN / file}" for role, file in LIECHTENSTEIN_LAYERS.items()]
    run_command("new", str(path), *sources)
    return path


def run_command(*words: str) -> dict[str, object]:
    """Run one command in a process of its own and return its document."""
    command = [sys.executable, "-m", "siting_tool", *words, "--json", "--language", "en"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    document: dict[str, object] = json.loads(done.stdout)
    return document


def measure_site(project: Path, question: Question, repeat: int) -> str:
    """Return a line with median seconds, peak memory so far and what was reached."""
    seconds = []
    for number in range(repeat + 1):
        copy = project.with_name("run.gpkg")
        shutil.copy(project, copy)
        began = time.perf_counter()
        summary = run_command("site", str(copy), "--model", question.model, *question.options)
        if number:
            seconds.append(time.perf_counter() - began)
    peak_gb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    return (
        f"{project.stem:14} {question.model:9} {statistics.median(seconds):7.1f} s "
        f"(peak so far {peak_gb:.2f} GB)  {summary['status']}, gap {summary['gap']:.4f}, "
        f"coverage {summary['coverage_share']:.3f}"
    )


def measure_drag(project: Path, repeat: int) -> str:
    """Return a line with the time to move one toilet and refresh all figures."""
    from siting_tool.project.runs import SitingRequest, accept_outcome  # noqa: PLC0415
    from siting_tool.project.siting_preview import preview_scenario  # noqa: PLC0415
    from siting_tool.project.siting_run import run_siting  # noqa: PLC0415
    from siting_tool.project.store import open_project  # noqa: PLC0415

    opened = open_project(project)
    request = SitingRequest(model="mclp", facility_count=60, parameters={"public.curve_points": 0})
    planned = accept_outcome(opened, "site", request, run_siting(opened, request))
    preview = preview_scenario(planned)
    preview.moved(preview.site_ids[-1], preview.distances.site_xy_m[-1])
    seconds = []
    for step in range(10 * repeat):
        began = time.perf_counter()
        place_m = preview.distances.site_xy_m[-1] + np.array([5.0 * step, 0.0])
        moved = preview.moved(preview.site_ids[-1], place_m)
        _ = moved.persons_covered, moved.walk_mean_m
        seconds.append(time.perf_counter() - began)
    return (
        f"{project.stem:14} drag one of {len(preview.site_ids)} toilets, "
        f"{len(preview.persons)} households: {1000 * statistics.median(seconds):.1f} ms"
    )


def main() -> None:
    """Measure the sample township and, where it is there, Liechtenstein."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as place:
        projects = [sample_project(Path(place))]
        if LIECHTENSTEIN.exists():
            projects.append(liechtenstein_project(Path(place)))
        for project in projects:
            for question in QUESTIONS:
                sys.stdout.write(measure_site(project, question, repeat) + "\n")
            sys.stdout.write(measure_drag(project, repeat) + "\n")


if __name__ == "__main__":
    main()
