"""Lay pysewer's sewer for a village and export it; run by a Python that has pysewer.

    /path/to/venv/bin/python benchmarks/pysewer_layout.py FOLDER DEPTH_M OUT.gpkg

FOLDER holds dem.tif, roads.gpkg, buildings.gpkg and will be changed: pysewer writes the
terrain anew. pysewer 0.3.1 is under a licence of its own and is no part of this program.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import warnings
from pathlib import Path

import geopandas as gpd
import pysewer
import shapely

FURTHER_SINK = (690500.0, 2557000.0)
DIAMETERS_M = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4]


def laid(folder: Path) -> pysewer.ModelDomain:
    """Return pysewer's layout with its hydraulic design."""
    domain = pysewer.ModelDomain(
        *(str(folder / name) for name in ("dem.tif", "roads.gpkg", "buildings.gpkg"))
    )
    domain.set_sink_lowest()
    domain.add_sink(FURTHER_SINK)
    layout = pysewer.rsph_tree(domain.generate_connection_graph(), domain.get_sinks())
    return pysewer.calculate_hydraulic_parameters(
        pysewer.estimate_peakflow(layout), sinks=domain.get_sinks()
    )


def pipe_row(start: tuple, end: tuple, values: dict) -> dict:
    profile, trench = values["profile"], values["trench_depth_profile"]
    return {
        "up_x": start[0], "up_y": start[1], "down_x": end[0], "down_y": end[1],
        "diameter_m": values["diameter"], "is_main": bool(values["pressurized"]),
        "mean_depth_m": float(values["mean_td"]),
        "depth_up_m": profile[0][1] - trench[0][1],
        "depth_down_m": profile[-1][1] - trench[-1][1], "geometry": values["geometry"],
    }  # fmt: skip


def node_row(node: tuple, values: dict) -> dict:
    return {
        "x": node[0], "y": node[1], "is_house": values.get("node_type") == "building",
        "is_pumping": bool(values.get("pumping_station")),
        "is_lifting": bool(values.get("lifting_station")),
        "head_m": float(values.get("total_static_head") or 0.0),
        "persons": float(values.get("upstream_pe") or 0.0), "geometry": shapely.Point(node),
    }  # fmt: skip


def main() -> None:
    folder, depth_m, out = Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    warnings.filterwarnings("ignore")
    pysewer.set_config(
        custom_settings_dict={"optimization": {"diameters": DIAMETERS_M, "tmax": depth_m}}
    )
    with contextlib.redirect_stdout(io.StringIO()):
        sewer = laid(folder)
    for layer, rows in (
        ("pipes", [pipe_row(*edge) for edge in sewer.edges(data=True)]),
        ("nodes", [node_row(*node) for node in sewer.nodes(data=True)]),
    ):
        gpd.GeoDataFrame(rows, crs=32640).to_file(out, layer=layer, driver="GPKG")
    print(json.dumps(pysewer.get_sewer_info(sewer), default=float))


if __name__ == "__main__":
    main()
