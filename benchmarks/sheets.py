"""Seconds to write all site plan sheets of a township cut into 30 villages.

Run from the project folder: ``python -m benchmarks.sheets PROJECT.gpkg [--repeat 3]``
with a planned project such as that of ``siting-tool demo``. Villages are halved, the one
with most households first, until there are enough; households and toilets go with them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting_tool.export.sheets.sheets import write_sheets
from siting_tool.project.columns import point_xy
from siting_tool.project.store import open_project

if TYPE_CHECKING:
    from siting_tool.project.project import Project

VILLAGES = 30


def cut_into_villages(project: Project, count: int) -> Project:
    """Return the project with `count` villages of the same households."""
    villages = project.layers["village_boundaries"]
    households = project.layers["households"].geometry.to_numpy()
    shapes = list(villages.geometry)
    names = list(villages["village_name"])
    while len(shapes) < count:
        sizes = [int(shapely.contains(shape, households).sum()) for shape in shapes]
        largest = int(np.argmax(sizes))
        halves = _halves(shapes.pop(largest), households)
        name = names.pop(largest)
        shapes += halves
        names += [f"{name}{part}" for part in "AB"]
    codes = [f"420682999{200 + number}" for number in range(count)]
    cut = gpd.GeoDataFrame(
        {"village_code": codes, "village_name": names}, geometry=shapes, crs=villages.crs
    )
    scenario = project.scenario()
    results = {role: _moved(frame, cut) for role, frame in scenario.results.items()}
    return replace(
        project,
        layers={**project.layers, "village_boundaries": cut},
        scenarios={scenario.name: replace(scenario, results=results)},
    )


def _halves(shape: shapely.Geometry, households: np.ndarray) -> list[shapely.Geometry]:
    """Cut a village across its longer side, through the median household."""
    west, south, east, north = shape.bounds
    inside = households[shapely.contains(shape, households)]
    if east - west > north - south:
        middle = float(np.median(shapely.get_x(inside)))
        parts = shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)
    else:
        middle = float(np.median(shapely.get_y(inside)))
        parts = shapely.box(west, south, east, middle), shapely.box(west, middle, east, north)
    return [shapely.intersection(shape, part) for part in parts]


def _moved(frame: gpd.GeoDataFrame, villages: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a layer with the codes of the new villages."""
    if "village_code" not in frame:
        return frame
    tree = shapely.STRtree(villages.geometry.to_numpy())
    nearest = tree.nearest(shapely.points(point_xy(frame)))
    return frame.assign(village_code=pd.Series(villages["village_code"].to_numpy()[nearest]))


def measure(project: Project) -> tuple[float, float, int]:
    """Return seconds on the clock, seconds of the processor and the number of files."""
    with tempfile.TemporaryDirectory() as place:
        wall, cpu = time.perf_counter(), time.process_time()
        written = write_sheets(project, project.scenario(), Path(place), "zh")
        return time.perf_counter() - wall, time.process_time() - cpu, len(written)


def main() -> None:
    """Print the median of some runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    project = cut_into_villages(open_project(options.project), VILLAGES)
    runs = [measure(project) for _ in range(options.repeat)]
    wall, cpu = (statistics.median(run[part] for run in runs) for part in (0, 1))
    households = len(project.layers["households"])
    sys.stdout.write(
        f"{VILLAGES} villages, {households} households, {runs[0][2]} files: "
        f"{wall:.1f} s, {cpu:.1f} s of processor\n"
    )


if __name__ == "__main__":
    main()
