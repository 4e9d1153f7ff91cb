"""Each sewer system of a plan, run through the EPA SWMM engine.

Statistics are read before the simulation closes, from lists made once: the
collections of pyswmm can be walked only one time and are empty afterwards. The
continuity error is worked out when it closes and is read from the report; asked
for earlier, the engine says zero.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from algorithms.sewage.catalogue import fill_limit
from algorithms.sewage.parameters import SewerParameters
from algorithms.sewage.swmm_model import SwmmSystem, write_inp

if TYPE_CHECKING:
    import geopandas as gpd

    from resources.catalogue import ParameterValues

# A run whose flows balance worse than this says nothing about the sewer.
LARGEST_CONTINUITY_ERROR = 0.01
# Above this depth a pipe counts as surcharged; SWMM's pipes never exceed their diameter.
_FULL = 0.999
_STEP_S = 300
_CONTINUITY = re.compile(r"Flow Routing Continuity.*?Continuity Error \(%\) \.+ +(-?[\d.]+)", re.S)


@dataclass(frozen=True, kw_only=True)
class SwmmReport:
    """What the engine found for one system.

    Attributes
    ----------
    system_id
        System.
    continuity_error
        Share of the flow that the routing lost or made.
    flooded_manholes, surcharged_pipes
        Ids, empty when all is well.
    overfilled_pipes
        Ids of pipes that are fuller than a pipe of their size may be.
    max_depth_ratio, max_velocity_m_s
        Over all gravity pipes and all hours.
    peak_outflow_m3_s
        Largest flow at the outlet.
    report
        Report text of the engine.
    inp
        Input text that was run.
    """

    system_id: str
    continuity_error: float
    flooded_manholes: tuple[str, ...]
    surcharged_pipes: tuple[str, ...]
    overfilled_pipes: tuple[str, ...]
    max_depth_ratio: float
    max_velocity_m_s: float
    peak_outflow_m3_s: float
    report: str
    inp: str

    @property
    def passes(self) -> bool:
        """Whether nothing floods or surcharges, depths stay within limits and flows balance."""
        return (
            self.continuity_error <= LARGEST_CONTINUITY_ERROR
            and not self.flooded_manholes
            and not self.surcharged_pipes
            and not self.overfilled_pipes
        )


def system_ids(results: Mapping[str, gpd.GeoDataFrame]) -> list[str]:
    """Return the systems of a plan that have public sewers."""
    pipes = results["sewer_pipes"]
    built = pipes[pipes["kind"].isin(["gravity", "rising_main"])]
    return sorted(built["system_id"].unique().tolist())


def swmm_system(
    results: Mapping[str, gpd.GeoDataFrame], system_id: str, values: ParameterValues
) -> SwmmSystem:
    """Return one system of a plan's result layers as a SWMM model.

    Parameters
    ----------
    results
        Result layers of a renovation run.
    system_id
        One of `system_ids`.
    values
        Parameters of the run: roughness and peak factor.
    """
    pipes = results["sewer_pipes"]
    pipes = pipes[pipes["system_id"] == system_id]
    street = pipes[pipes["kind"] == "gravity"]
    mains = pipes[pipes["kind"] == "rising_main"]
    stations = results["pumping_stations"]
    stations = stations[stations["system_id"] == system_id]
    nodes = _nodes(pipes[pipes["kind"] != "lateral"], stations, mains)
    number = {name: n for n, name in enumerate(nodes.index)}
    peak = values.number("sewer.peak_factor")
    laterals = pipes[pipes["kind"] == "lateral"]
    flow = laterals.groupby("down_manhole_id")["flow_m3_s"].sum() / peak
    lifted = set(stations["manhole_id"]) & set(street["up_manhole_id"])
    start = [number[_above(m) if m in lifted else m] for m in street["up_manhole_id"]]
    end = [number[m] for m in street["down_manhole_id"]]
    pumps = _pumps(stations, mains, number)
    return SwmmSystem(
        node_id=tuple(nodes.index),
        node_xy_m=nodes[["x", "y"]].to_numpy(dtype=np.float64),
        node_invert_m=nodes["invert"].to_numpy(dtype=np.float64),
        node_depth_m=(nodes["ground"] - nodes["invert"]).to_numpy(dtype=np.float64),
        node_flow_m3_s=flow.reindex(nodes.index, fill_value=0.0).to_numpy(dtype=np.float64),
        conduit_id=tuple(street["pipe_id"]),
        conduit_nodes=np.column_stack((start, end)).reshape(-1, 2).astype(np.int64),
        conduit_length_m=street["length_m"].to_numpy(dtype=np.float64),
        conduit_diameter_m=street["diameter_m"].to_numpy(dtype=np.float64),
        conduit_invert_up_m=street["invert_up_m"].to_numpy(dtype=np.float64),
        conduit_invert_down_m=street["invert_down_m"].to_numpy(dtype=np.float64),
        pump_id=tuple(name for name, _, _ in pumps),
        pump_nodes=np.array([pair for _, *pair in pumps], dtype=np.int64).reshape(-1, 2),
        roughness=values.number("sewer.manning_n"),
        peak_factor=peak,
        title=f"System {system_id}",
    )


def _above(manhole_id: str) -> str:
    """Name of the node that a lifting station delivers to, in the same manhole."""
    return f"{manhole_id}UP"


def _nodes(
    pipes: gpd.GeoDataFrame, stations: gpd.GeoDataFrame, mains: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return the model's nodes by id with place, ground and invert; the outlet last."""
    lines = pipes.geometry.to_numpy()
    start, end = (shapely.get_coordinates(shapely.get_point(lines, n)) for n in (0, -1))
    up = pd.DataFrame({
        "id": pipes["up_manhole_id"], "x": start[:, 0], "y": start[:, 1],
        "ground": pipes["ground_up_m"], "invert": pipes["invert_up_m"],
    })  # fmt: skip
    down = pd.DataFrame({
        "id": pipes["down_manhole_id"], "x": end[:, 0], "y": end[:, 1],
        "ground": pipes["ground_down_m"], "invert": pipes["invert_down_m"],
    })  # fmt: skip
    lifting = stations["manhole_id"][~stations["manhole_id"].isin(mains["up_manhole_id"])]
    delivered = up[up["id"].isin(lifting)].copy()
    arriving = down[down["id"].isin(stations["manhole_id"])]
    level = pd.concat([up[~up["id"].isin(arriving["id"])], down])
    nodes = level.groupby("id").agg({"x": "first", "y": "first", "ground": "max", "invert": "min"})
    delivered["id"] = delivered["id"].map(_above)
    nodes = pd.concat([nodes, delivered.groupby("id").first()])
    outlets = set(pipes["down_manhole_id"]) - set(pipes["up_manhole_id"])
    return pd.concat([nodes[~nodes.index.isin(outlets)], nodes[nodes.index.isin(outlets)]])


def _pumps(
    stations: gpd.GeoDataFrame, mains: gpd.GeoDataFrame, number: Mapping[str, int]
) -> list[tuple[str, int, int]]:
    """Return each station with its wet well and the node it delivers to."""
    following = dict(zip(mains["up_manhole_id"], mains["down_manhole_id"], strict=True))
    wells = set(stations["manhole_id"])
    found = []
    for station, manhole in zip(stations["station_id"], stations["manhole_id"], strict=True):
        target = manhole
        while target in following and (target == manhole or target not in wells):
            target = following[target]
        if target != manhole:
            found.append((station, number[manhole], number[target]))
        elif _above(manhole) in number:
            found.append((station, number[manhole], number[_above(manhole)]))
    return found


def run_swmm(system: SwmmSystem, system_id: str, values: ParameterValues) -> SwmmReport:
    """Run one system for two and a half days and return what the engine found."""
    from pyswmm import Links, Nodes, Simulation  # noqa: PLC0415 - nothing else needs the engine

    text = write_inp(system)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "system.inp"
        path.write_text(text, encoding="utf-8")
        with Simulation(str(path)) as simulation:
            simulation.step_advance(_STEP_S)
            for _ in simulation:
                pass
            links = {link.linkid: link for link in Links(simulation)}
            nodes = {node.nodeid: node for node in Nodes(simulation)}
            pipes = {name: links[name].conduit_statistics for name in system.conduit_id}
            flooded = [n for n in system.node_id if nodes[n].statistics["flooding_volume"] > 0.0]
            outflow = nodes["OUTFALL"].statistics["peak_total_inflow"]
        report = path.with_suffix(".rpt").read_text(encoding="utf-8", errors="replace")
    ratio = _depth_ratios(system, pipes)
    limit = fill_limit(system.conduit_diameter_m, values.fill(SewerParameters))
    return SwmmReport(
        system_id=system_id,
        continuity_error=continuity_error(report),
        flooded_manholes=tuple(flooded),
        surcharged_pipes=tuple(
            name
            for name, share in ratio.items()
            if share >= _FULL or pipes[name]["time_full_flow"] > 0.0
        ),
        overfilled_pipes=tuple(
            name for (name, share), most in zip(ratio.items(), limit, strict=True) if share > most
        ),
        max_depth_ratio=max(ratio.values(), default=0.0),
        max_velocity_m_s=max((s["peak_velocity"] for s in pipes.values()), default=0.0),
        peak_outflow_m3_s=float(outflow),
        report=re.sub(r"Analysis (begun|ended) on:.*\n", "", report),
        inp=text,
    )


def continuity_error(report: str) -> float:
    """Return the share of the flow that the routing lost or made, from the engine's report."""
    found = _CONTINUITY.search(report)
    if found is None:
        raise ValueError("the report of the engine has no continuity error")
    return abs(float(found[1])) / 100.0


def _depth_ratios(system: SwmmSystem, pipes: Mapping[str, Any]) -> dict[str, float]:
    """Return the largest depth over diameter of each pipe."""
    return {
        name: pipes[name]["peak_depth"] / diameter
        for name, diameter in zip(system.conduit_id, system.conduit_diameter_m, strict=True)
    }


def check_plan(
    results: Mapping[str, gpd.GeoDataFrame], values: ParameterValues
) -> list[SwmmReport]:
    """Run every system of a plan with at least one gravity pipe through the engine."""
    gravity = results["sewer_pipes"]
    gravity = gravity[gravity["kind"] == "gravity"]
    return [
        run_swmm(swmm_system(results, system_id, values), system_id, values)
        for system_id in system_ids(results)
        if (gravity["system_id"] == system_id).any()
    ]
