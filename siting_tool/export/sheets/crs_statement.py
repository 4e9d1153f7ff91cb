"""The statement of coordinate system and height datum that every sheet carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

if TYPE_CHECKING:
    from siting_tool.export.sheets.plan_data import PlanData


def crs_statement(plan: PlanData) -> str:
    """Return coordinate system, projection, central meridian and height datum as one sentence."""
    crs = CRS.from_user_input(plan.project.crs)
    height = plan.sheet_text("height_datum")
    parameters = projection_parameters(crs)
    if "CGCS2000" not in crs.name or "central_meridian" not in parameters:
        return plan.word("crs_other", crs=crs.name, code=plan.project.crs, height=height)
    width = 3 if "3-degree" in crs.name else 6
    return plan.word(
        "crs_cgcs2000", width=width, meridian=f"{parameters['central_meridian']:g}",
        easting=f"{parameters['false_easting']:.0f}", code=plan.project.crs, height=height,
    )  # fmt: skip


def projection_parameters(crs: CRS) -> dict[str, float]:
    """Return central meridian (degrees) and false easting (m) of a transverse Mercator system."""
    operation = crs.coordinate_operation
    if operation is None:
        return {}
    names = {
        "Longitude of natural origin": "central_meridian",
        "False easting": "false_easting",
    }
    return {
        names[parameter.name]: float(parameter.value)
        for parameter in operation.params
        if parameter.name in names
    }


def to_degrees(crs: str, xy_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitude and latitude in the geographic system of the working one, shape (n, 2)."""
    working = CRS.from_user_input(crs)
    transformer = Transformer.from_crs(working, working.geodetic_crs, always_xy=True)
    return np.column_stack(transformer.transform(xy_m[:, 0], xy_m[:, 1]))
