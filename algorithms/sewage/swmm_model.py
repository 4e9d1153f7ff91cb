"""A sewer system as input text of EPA SWMM 5.2.

Dry-weather flow follows an hourly pattern whose mean is 1 and whose highest
hour is the peak factor, so the model sees the design flow once a day. A
station is an ideal pump from its wet well, whose floor lies below the arriving
sewer as it is built, to where it lifts or pumps to. With its floor level with the
sewer the engine would find the last reach half empty and hold the flow back. A pump
that delivers into another one's well does so by a short inlet pipe: the engine takes
no well that only pumps fill. Short reaches are lengthened for the time step (10 s),
as the engine's manual advises; without it a village sewer of steep short reaches runs
a hundred times longer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# Village water use over the day, largest 1: a morning, a noon and an evening peak.
_DAY_SHAPE = np.array([
    0.10, 0.08, 0.07, 0.07, 0.12, 0.35, 0.80, 1.00, 0.75, 0.50, 0.45, 0.60,
    0.80, 0.60, 0.40, 0.35, 0.40, 0.60, 0.90, 0.95, 0.80, 0.55, 0.30, 0.15,
])  # fmt: skip
_SHORT_PIPE_M = 5.0
_SHORT_PIPE_GRADIENT = 0.01
_SUMP_M = 1.0
_INLET_DIAMETER_M = 0.3


@dataclass(frozen=True, kw_only=True)
class SwmmSystem:
    """One sewer system; arrays of nodes have shape (N,), of conduits and pumps (C,), (P,).

    Attributes
    ----------
    node_id, node_xy_m, node_invert_m, node_depth_m
        Manholes; the last is the one at the outlet.
    node_flow_m3_s
        Mean dry-weather flow that enters at each.
    conduit_id, conduit_nodes, conduit_length_m, conduit_diameter_m
        Gravity reaches, node numbers from and to.
    conduit_invert_up_m, conduit_invert_down_m
        Invert levels at the ends.
    pump_id, pump_nodes
        Stations: from the wet well to where it delivers.
    roughness, peak_factor
        Manning's n; largest hour over the mean.
    title
        First line of the file.
    """

    node_id: tuple[str, ...]
    node_xy_m: FloatArray
    node_invert_m: FloatArray
    node_depth_m: FloatArray
    node_flow_m3_s: FloatArray
    conduit_id: tuple[str, ...]
    conduit_nodes: IntArray
    conduit_length_m: FloatArray
    conduit_diameter_m: FloatArray
    conduit_invert_up_m: FloatArray
    conduit_invert_down_m: FloatArray
    pump_id: tuple[str, ...]
    pump_nodes: IntArray
    roughness: float
    peak_factor: float
    title: str


def day_pattern(peak_factor: float) -> FloatArray:
    """Return 24 hourly factors with mean 1 and the peak factor as the largest.

    The day's shape is raised to the power that gives it the right mean, found
    by bisection.
    """
    low, high = 0.0, 20.0
    for _ in range(60):
        power = 0.5 * (low + high)
        if (_DAY_SHAPE**power).mean() > 1.0 / peak_factor:
            low = power
        else:
            high = power
    shape = _DAY_SHAPE**low
    return np.asarray(shape / shape.mean())


def write_inp(system: SwmmSystem) -> str:
    """Return the input file of one system: two and a half days of dry weather."""
    system = _with_inlets(system)
    sections = (
        ("TITLE", [system.title]),
        ("OPTIONS", _OPTIONS),
        ("JUNCTIONS", _junctions(system)),
        ("OUTFALLS", [f"OUTFALL {_outfall_invert(system):.4f} FREE NO"]),
        ("CONDUITS", _conduits(system)),
        ("PUMPS", _pumps(system)),
        ("XSECTIONS", _sections(system)),
        ("DWF", _flows(system)),
        ("PATTERNS", _pattern(system)),
        ("REPORT", ["INPUT NO", "CONTROLS NO", "NODES ALL", "LINKS ALL"]),
        ("COORDINATES", _coordinates(system)),
    )
    return "\n".join(f"[{name}]\n" + "\n".join(rows) + "\n" for name, rows in sections)


def _with_inlets(system: SwmmSystem) -> SwmmSystem:
    """Return the system with a short inlet pipe before each well that others pump into."""
    wells = np.intersect1d(system.pump_nodes[:, 0], system.pump_nodes[:, 1])
    count = len(wells)
    # Inlets come first, as the last node is the one at the outlet.
    pump_nodes, pumped_into = system.pump_nodes + count, np.isin(system.pump_nodes[:, 1], wells)
    pump_nodes[pumped_into, 1] = np.searchsorted(wells, system.pump_nodes[pumped_into, 1])
    well_invert_m = system.node_invert_m[wells]
    invert_m = well_invert_m + _SHORT_PIPE_M * _SHORT_PIPE_GRADIENT
    names = [system.node_id[well] for well in wells]

    def before(values: FloatArray, of_inlets: FloatArray | float) -> FloatArray:
        shape = (count, *values.shape[1:])
        return np.concatenate((np.broadcast_to(of_inlets, shape), values))

    return replace(
        system,
        node_id=(*(f"{name}IN" for name in names), *system.node_id),
        node_xy_m=before(system.node_xy_m, system.node_xy_m[wells] - (_SHORT_PIPE_M, 0.0)),
        node_invert_m=before(system.node_invert_m, invert_m),
        node_depth_m=before(system.node_depth_m, system.node_depth_m[wells]),
        node_flow_m3_s=before(system.node_flow_m3_s, 0.0),
        conduit_id=(*(f"{name}INLET" for name in names), *system.conduit_id),
        conduit_nodes=np.concatenate(
            (np.column_stack((np.arange(count), wells + count)), system.conduit_nodes + count)
        ),
        conduit_length_m=before(system.conduit_length_m, _SHORT_PIPE_M),
        conduit_diameter_m=before(system.conduit_diameter_m, _INLET_DIAMETER_M),
        conduit_invert_up_m=before(system.conduit_invert_up_m, invert_m),
        conduit_invert_down_m=before(system.conduit_invert_down_m, well_invert_m),
        pump_nodes=pump_nodes,
    )


_OPTIONS = [
    "FLOW_UNITS CMS",
    "FLOW_ROUTING DYNWAVE",
    "LINK_OFFSETS ELEVATION",
    "MIN_SLOPE 0",
    "ALLOW_PONDING NO",
    "SKIP_STEADY_STATE NO",
    "START_DATE 01/01/2024",
    "START_TIME 00:00:00",
    "REPORT_START_DATE 01/01/2024",
    "REPORT_START_TIME 00:00:00",
    "END_DATE 01/03/2024",
    "END_TIME 12:00:00",
    "REPORT_STEP 00:15:00",
    "WET_STEP 00:15:00",
    "DRY_STEP 01:00:00",
    "ROUTING_STEP 10",
    "LENGTHENING_STEP 10",
    "VARIABLE_STEP 0.75",
    "INERTIAL_DAMPING FULL",
    "NORMAL_FLOW_LIMITED BOTH",
    "MAX_TRIALS 20",
    # A village's night flow is millimetres deep: a finer tolerance, and the surface of
    # a village's chamber in place of a town's manhole, keep its volume.
    "HEAD_TOLERANCE 0.00001",
    "MIN_SURFAREA 0.16",
]


def _outfall_invert(system: SwmmSystem) -> float:
    return float(system.node_invert_m[-1] - _SHORT_PIPE_M * _SHORT_PIPE_GRADIENT)


def _junctions(system: SwmmSystem) -> list[str]:
    sump_m = np.zeros(len(system.node_id))
    sump_m[system.pump_nodes[:, 0]] = _SUMP_M
    return [
        f"{name} {invert:.4f} {depth:.4f} 0 0 0"
        for name, invert, depth in zip(
            system.node_id,
            system.node_invert_m - sump_m,
            system.node_depth_m + sump_m,
            strict=True,
        )
    ]


def _conduits(system: SwmmSystem) -> list[str]:
    rows = [
        f"{name} {system.node_id[up]} {system.node_id[down]} {length:.3f} {system.roughness:g} "
        f"{invert_up:.4f} {invert_down:.4f} 0 0"
        for name, (up, down), length, invert_up, invert_down in zip(
            system.conduit_id,
            system.conduit_nodes.tolist(),
            system.conduit_length_m,
            system.conduit_invert_up_m,
            system.conduit_invert_down_m,
            strict=True,
        )
    ]
    last = system.node_id[-1]
    invert = float(system.node_invert_m[-1])
    rows.append(
        f"TO_OUTFALL {last} OUTFALL {_SHORT_PIPE_M:g} {system.roughness:g} "
        f"{invert:.4f} {_outfall_invert(system):.4f} 0 0"
    )
    return rows


def _pumps(system: SwmmSystem) -> list[str]:
    return [
        f"{name} {system.node_id[up]} {system.node_id[down]} * ON 0 0"
        for name, (up, down) in zip(system.pump_id, system.pump_nodes.tolist(), strict=True)
    ]


def _sections(system: SwmmSystem) -> list[str]:
    rows = [
        f"{name} CIRCULAR {diameter:.3f} 0 0 0 1"
        for name, diameter in zip(system.conduit_id, system.conduit_diameter_m, strict=True)
    ]
    widest = float(system.conduit_diameter_m.max(initial=0.3))
    return [*rows, f"TO_OUTFALL CIRCULAR {widest:.3f} 0 0 0 1"]


def _flows(system: SwmmSystem) -> list[str]:
    return [
        f'{name} FLOW {flow:.8f} "DAY"'
        for name, flow in zip(system.node_id, system.node_flow_m3_s, strict=True)
        if flow > 0.0
    ]


def _pattern(system: SwmmSystem) -> list[str]:
    factors = day_pattern(system.peak_factor).reshape(4, 6)
    rows = [" ".join(f"{factor:.4f}" for factor in part) for part in factors]
    return [f"DAY HOURLY {rows[0]}", *(f"DAY {row}" for row in rows[1:])]


def _coordinates(system: SwmmSystem) -> list[str]:
    rows = [
        f"{name} {x:.3f} {y:.3f}"
        for name, (x, y) in zip(system.node_id, system.node_xy_m.tolist(), strict=True)
    ]
    x, y = system.node_xy_m[-1].tolist()
    return [*rows, f"OUTFALL {x + _SHORT_PIPE_M:.3f} {y:.3f}"]
