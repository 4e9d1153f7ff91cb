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

from benchmarks.generated import generated_township

ROOT = Path(__file__).resolve().parents[1]
LIECHTENSTEIN = ROOT / ".." / "shared/data/real/liechtenstein"
GENERATED_CRS, ORIGIN_XY_M = "EPSG:4546", np.array([500_000.0, 3_300_000.0])
# Houses stand beside the junction that they belong to, so that a plot there keeps its distance.
HOUSE_OFFSET_M = np.array([9.0, 9.0])
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


def generated_project(folder: Path) -> Path:
    """Put the generated township, moved to a Chinese zone, into a project file."""
    import geopandas as gpd  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    from siting_tool.project.project import Project  # noqa: PLC0415
    from siting_tool.project.store import save_project  # noqa: PLC0415

    township = generated_township()
    homes_xy_m = township.household_xy_m + HOUSE_OFFSET_M

    def frame(geometry: object, **columns: object) -> gpd.GeoDataFrame:
        moved = shapely.transform(np.asarray(geometry), lambda xy_m: xy_m + ORIGIN_XY_M)
        layer = gpd.GeoDataFrame(geometry=moved, crs=GENERATED_CRS)
        return layer.assign(**columns)

    ids = np.arange(len(homes_xy_m)).astype(str)
    plots = np.arange(len(township.candidate_xy_m)).astype(str)
    layers = {
        "roads": frame(township.road_lines, road_class="lane", width_m=4.0),
        "households": frame(
            shapely.points(homes_xy_m),
            household_id=ids,
            persons_resident=township.household_persons,
        ),
        "candidate_sites": frame(shapely.points(township.candidate_xy_m), site_id=plots),
    }
    path = folder / "generated.gpkg"
    save_project(Project(crs=GENERATED_CRS, layers=layers), path, language="en")
    return path


def run_command(*words: str) -> dict[str, object]:
    """Run one command in a process of its own and return its document."""
    command = [sys.executable, "-m", "siting_tool", *words, "--json", "--language", "en"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    document: dict[str, object] = json.loads(done.stdout)
    return document


def measure_site(project: Path, question: Question, repeat: int) -> str:
    """Return a line with median wall and processor seconds, peak memory and what was reached."""
    wall_s, processor_s = [], []
    for number in range(repeat + 1):
        copy = project.with_name("run.gpkg")
        shutil.copy(project, copy)
        began, used_s = time.perf_counter(), _processor_seconds()
        summary = run_command("site", str(copy), "--model", question.model, *question.options)
        if number:
            wall_s.append(time.perf_counter() - began)
            processor_s.append(_processor_seconds() - used_s)
    peak_gb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    return (
        f"{project.stem:14} {question.model:9} {statistics.median(wall_s):7.1f} s wall "
        f"{statistics.median(processor_s):7.1f} s processor "
        f"(peak so far {peak_gb:.2f} GB)  {summary['status']}, gap {summary['gap']:.4f}, "
        f"coverage {summary['coverage_share']:.3f}"
    )


def _processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


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
    """Measure the sample, the generated township and, where it is there, Liechtenstein."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as place:
        projects = [sample_project(Path(place)), generated_project(Path(place))]
        if LIECHTENSTEIN.exists():
            projects.append(liechtenstein_project(Path(place)))
        for project in projects:
            for question in QUESTIONS:
                sys.stdout.write(measure_site(project, question, repeat) + "\n")
            sys.stdout.write(measure_drag(project, repeat) + "\n")


if __name__ == "__main__":
    main()
