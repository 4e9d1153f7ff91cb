"""Our sewers and pysewer's for the same village, at the same limits and one price book.

    PYSEWER_PYTHON=/path/to/venv/bin/python python -m benchmarks.pysewer_comparison [DEPTH_M]

Both are measured as whole processes, from start to exit with reading and writing: ours is
``siting-tool renovate`` on a project file that has every mode set by hand, three times before
and three times after pysewer (the median counts; a first run that compiles doesn't).
pysewer runs in an environment of its own (``pip install pysewer``, 0.3.1), on copies of the
files, as it writes the terrain anew; roads are cut to the terrain, without which it stops.
Its pipes, pumps and lifts are priced by our price book. It names no manholes: they are counted
at junctions, heads and every 40 m, house connections joining without one. House fittings cost
the same in both and are left out.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import rasterio
import rasterio.features
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from algorithms.sewage._design_kernels import depth_factor  # noqa: E402
from algorithms.sewage.design import DesignBasis  # noqa: E402
from benchmarks.renovation import REAL, oman  # noqa: E402
from siting_tool.project.project import Project  # noqa: E402
from siting_tool.project.renovation_run import renovation_input  # noqa: E402
from siting_tool.project.runs import RenovationRequest  # noqa: E402
from siting_tool.project.store import open_project, save_project  # noqa: E402

LAYOUT = Path(__file__).with_name("pysewer_layout.py")
RUNS = 3
PERSONS_PER_HOUSE, PYSEWER_PERSONS_PER_HOUSE = 3.0, 2.0
# Laterals up to this mean depth are priced as laterals, deeper ones as sewers.
_LATERAL_DEPTH_M = 1.5


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What one sewer costs to build, its stations' yearly cost, and the present value."""

    street_m: float
    lateral_m: float
    main_m: float
    stations: str
    street_yuan: float
    lateral_yuan: float
    main_yuan: float
    manhole_yuan: float
    station_yuan: float
    station_annual_yuan: float

    @property
    def capital_yuan(self) -> float:
        """First cost."""
        laid = self.street_yuan + self.lateral_yuan + self.main_yuan
        return laid + self.manhole_yuan + self.station_yuan

    def present_value_yuan(self, basis: DesignBasis) -> float:
        """Whole-life cost."""
        public = self.street_yuan + self.main_yuan + self.manhole_yuan
        factors = basis.factors
        return (
            public * basis.sewer_factor
            + self.lateral_yuan * factors.sewer
            + self.station_yuan * factors.pump
            + self.station_annual_yuan * factors.annual
        )


def village_files(folder: Path) -> None:
    """Copy the village's files, its roads cut to the terrain."""
    source = REAL / "oman_pysewer"
    for name in ("dem.tif", "buildings.gpkg"):
        shutil.copyfile(source / name, folder / name)
    with rasterio.open(source / "dem.tif") as terrain:
        known = (terrain.read(1) != terrain.nodata).astype("uint8")
        shapes = rasterio.features.shapes(known, transform=terrain.transform)
        area = shapely.union_all([shapely.geometry.shape(s) for s, value in shapes if value])
    roads = gpd.clip(gpd.read_file(source / "roads.gpkg"), area.buffer(-0.5))
    lines = roads[["geometry"]].explode(index_parts=False)
    lines[(lines.geom_type == "LineString") & (lines.length > 0.5)].to_file(folder / "roads.gpkg")


@dataclass(frozen=True, kw_only=True)
class ProcessRun:
    """What a process took, from start to exit, and what it printed."""

    seconds: float
    processor_s: float
    peak_mb: float
    output: str


def process_run(command: list[str]) -> ProcessRun:
    """Run a command and measure its process."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return ProcessRun(
        seconds=seconds,
        processor_s=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss / 1024,
        output=output,
    )


def our_run(saved: Path, planned: Path) -> ProcessRun:
    """Plan a copy of a saved project by the command line."""
    shutil.copyfile(saved, planned)
    return process_run([sys.executable, "-m", "siting_tool", "renovate", str(planned), "--json"])


def pysewer_run(depth_m: float, folder: Path, out: Path) -> ProcessRun:
    """Lay the village's sewers by pysewer."""
    village_files(folder)
    layout = [str(LAYOUT), str(folder), str(depth_m), str(out)]
    return process_run([os.environ["PYSEWER_PYTHON"], *layout])


def save_forced(project: Project, request: RenovationRequest, path: Path) -> None:
    """Save the project with the request's parameters and modes as its own."""
    scenario = replace(project.scenario(), fixed_modes=request.fixed_modes)
    settled = replace(project, parameters=request.parameters).with_scenario(scenario)
    save_project(settled, path)


def pysewer_bill(path: Path, basis: DesignBasis) -> Bill:
    """Price pysewer's pipes, manholes and stations by our price book."""
    pipes, nodes = (gpd.read_file(path, layer=layer) for layer in ("pipes", "nodes"))
    pipes["length_m"] = pipes.length
    pipes["yuan"] = _pipe_prices(pipes, basis) * pipes["length_m"]
    houses = {(x, y) for x, y, is_house in nodes[["x", "y", "is_house"]].to_numpy() if is_house}
    fed = set(zip(pipes["down_x"], pipes["down_y"], strict=True))
    starts = list(zip(pipes["up_x"], pipes["up_y"], strict=True))
    lateral = np.array([s in houses and s not in fed for s in starts]) & ~pipes["is_main"]
    shallow = lateral & (pipes["mean_depth_m"] <= _LATERAL_DEPTH_M)
    pipes.loc[shallow, "yuan"] = pipes["length_m"] * basis.prices.lateral_yuan_m
    street = ~lateral & ~pipes["is_main"]
    stations, capital, annual = _station_costs(nodes, basis)

    def total(column: str, chosen: pd.Series) -> float:
        return float(pipes.loc[chosen, column].sum())

    return Bill(
        street_m=total("length_m", street), street_yuan=total("yuan", street),
        lateral_m=total("length_m", lateral), lateral_yuan=total("yuan", lateral),
        main_m=total("length_m", pipes["is_main"]), main_yuan=total("yuan", pipes["is_main"]),
        manhole_yuan=_manholes_yuan(pipes[~lateral], basis),
        stations=stations, station_yuan=capital, station_annual_yuan=annual,
    )  # fmt: skip


def _pipe_prices(pipes: gpd.GeoDataFrame, basis: DesignBasis) -> np.ndarray:
    """Price per metre: by size, depth and surface, rising mains as such."""
    prices, sizes = basis.prices, basis.catalogue
    roads = shapely.union_all(gpd.read_file(REAL / "oman_pysewer" / "roads.gpkg").geometry)
    middle = pipes.geometry.interpolate(0.5, normalized=True)
    surface = np.where(middle.distance(roads) < 1.0, prices.gravel_road_yuan_m, 0.0)
    row = np.searchsorted(sizes.diameter_m, pipes["diameter_m"] - 1e-9)
    row = np.minimum(row, len(sizes.diameter_m) - 1)
    depth = pipes["mean_depth_m"] + pipes["diameter_m"]
    factor = [depth_factor(d, prices.depth_2m_share, prices.depth_3m_share) for d in depth]
    rock = 1.0 + basis.rules.rock_share * prices.rock_share
    laid = np.where(
        pipes["is_main"], prices.rising_main_yuan_m, sizes.price_yuan_m[row] * factor * rock
    )
    return np.asarray(laid + surface)


def _manholes_yuan(pipes: gpd.GeoDataFrame, basis: DesignBasis) -> float:
    """Price manholes at heads and junctions of the street sewers and every so many metres."""
    prices, rules, graph, cost = basis.prices, basis.rules, nx.DiGraph(), 0.0
    for pipe in pipes.itertuples():
        graph.add_edge((pipe.up_x, pipe.up_y), (pipe.down_x, pipe.down_y), pipe=pipe)
    for node in graph:
        if (graph.in_degree(node), graph.out_degree(node)) == (1, 1):
            continue
        since = np.inf
        for up, down in _chain(graph, node):
            pipe = graph.edges[up, down]["pipe"]
            first = 0.0 if np.isinf(since) else rules.manhole_spacing_m - since
            places = np.arange(first, pipe.length_m, rules.manhole_spacing_m)
            share = places / pipe.length_m
            depth = (1.0 - share) * pipe.depth_up_m + share * pipe.depth_down_m + pipe.diameter_m
            is_deep = depth > rules.chamber_max_depth_m
            if not pipe.is_main:
                cost += float(
                    np.where(is_deep, prices.manhole_concrete_yuan, prices.manhole_plastic_yuan)
                    .sum()
                )  # fmt: skip
            last = places[-1] if len(places) else -since
            since = pipe.length_m - last
    return cost


def _chain(graph: nx.DiGraph, node: tuple[float, float]) -> list[tuple]:
    """Return the pipes from a node down to the next head or junction."""
    pipes: list[tuple] = []
    while graph.out_degree(node):
        following = next(iter(graph.successors(node)))
        pipes.append((node, following))
        node = following
        if (graph.in_degree(node), graph.out_degree(node)) != (1, 1):
            break
    return pipes


def _station_costs(nodes: gpd.GeoDataFrame, basis: DesignBasis) -> tuple[str, float, float]:
    prices, stations = basis.prices, nodes[nodes["is_pumping"] | nodes["is_lifting"]]
    persons = stations["persons"] / PYSEWER_PERSONS_PER_HOUSE * PERSONS_PER_HOUSE
    flow = persons * basis.rules.flow_m3_d_per_person
    capital = prices.pump_station_base_yuan + prices.pump_station_yuan_m3_d * flow
    capital = np.where(stations["is_lifting"], capital * prices.lifting_share, capital)
    capital = np.where(stations["is_house"], prices.house_pump_yuan, capital)
    energy = flow * 365.0 * stations["head_m"].clip(lower=0.5) * basis.energy_yuan_per_m3_m
    annual = np.where(
        stations["is_house"],
        prices.house_pump_annual_yuan,
        capital * prices.pump_annual_share + energy,
    )
    house = stations["is_house"]
    pumping, lifting = (stations[kind] & ~house for kind in ("is_pumping", "is_lifting"))
    text = f"{pumping.sum()} pumping, {lifting.sum()} lifting, {house.sum()} at houses"
    return text, float(capital.sum()), float(annual.sum())


def our_bill(results: Mapping[str, gpd.GeoDataFrame], basis: DesignBasis) -> Bill:
    """Return the costs that our result layers show."""
    pipes, stations = results["sewer_pipes"], results["pumping_stations"]
    length = pipes.groupby("kind")["length_m"].sum()
    yuan = pipes.groupby("kind")["cost_yuan"].sum()
    items = results["household_modes"]["cost_items"].map(json.loads)
    by_item: dict[str, float] = {}
    for item in (i for household in items for i in household):
        by_item[item["item"]] = by_item.get(item["item"], 0.0) + item["amount_yuan"]
    pumps = round(by_item.get("house_pump", 0.0) / basis.prices.house_pump_yuan)
    kinds = stations["kind"].value_counts()
    return Bill(
        street_m=length["gravity"], street_yuan=yuan["gravity"],
        lateral_m=length["lateral"], lateral_yuan=yuan["lateral"],
        main_m=length.get("rising_main", 0.0), main_yuan=yuan.get("rising_main", 0.0),
        manhole_yuan=results["manholes"]["cost_yuan"].sum(),
        stations=f"{kinds.get('pumping', 0)} pumping, {kinds.get('lifting', 0)} lifting, "
                 f"{pumps} at houses",
        station_yuan=stations["capital_yuan"].sum() + by_item.get("house_pump", 0.0),
        station_annual_yuan=stations["annual_yuan"].sum()
        + by_item.get("house_pump_upkeep", 0.0),
    )  # fmt: skip


def main() -> None:
    depth_m = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    project, request = oman()
    parameters = {**request.parameters, "sewer.max_depth_m": depth_m}
    request = replace(request, parameters=parameters)
    values = project.parameter_values(parameters)
    basis = renovation_input(project, request, values).basis
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        saved, planned, out = (folder / f"{part}.gpkg" for part in ("saved", "planned", "pysewer"))
        save_forced(project, request, saved)
        our_run(saved, planned)
        ours = [our_run(saved, planned) for _ in range(RUNS)]
        theirs = pysewer_run(depth_m, folder, out)
        ours += [our_run(saved, planned) for _ in range(RUNS)]
        results = open_project(planned).scenario().results
        bills = our_bill(results, basis), pysewer_bill(out, basis)
    print_runs(ours, theirs)
    connected = (results["household_modes"]["mode"] == "sewer").sum()
    their_connected = json.loads(theirs.output.splitlines()[-1])["Connected Buildings"]
    print(f"{'houses connected':22} {connected:22} {their_connected:22,.0f}")
    print_bills(bills, basis)


def print_runs(ours: list[ProcessRun], theirs: ProcessRun) -> None:
    """Print time and memory of our processes' middle one and of pysewer's."""
    for measure in ("seconds", "processor_s", "peak_mb"):
        each, other = [vars(run)[measure] for run in ours], vars(theirs)[measure]
        middle = statistics.median(each)
        print(
            f"{measure:22} {middle:22,.2f} {other:22,.2f}  {other / middle:.1f} times "
            f"(ours {min(each):.2f} to {max(each):.2f})"
        )


def print_bills(bills: tuple[Bill, Bill], basis: DesignBasis) -> None:
    """Print what both sewers consist of and cost."""
    for field in vars(bills[0]):
        shown = [vars(bill)[field] for bill in bills]
        print(
            f"{field:22}", *(f"{v if isinstance(v, str) else format(v, ',.0f'):>22}" for v in shown)
        )
    for title, values in (
        ("capital", [bill.capital_yuan for bill in bills]),
        ("present value", [bill.present_value_yuan(basis) for bill in bills]),
    ):
        print(
            f"{title:22} {values[0]:22,.0f} {values[1]:22,.0f}  ratio {values[0] / values[1]:.3f}"
        )


if __name__ == "__main__":
    main()
