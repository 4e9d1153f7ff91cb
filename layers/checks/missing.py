"""What each analysis lacks in the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd

from layers.raster import TerrainRaster
from layers.vector import VectorLayer


@dataclass(frozen=True, kw_only=True)
class MissingData:
    """One thing that an analysis lacks.

    Attributes
    ----------
    analysis
        ``site``, ``renovate`` or ``sewers``.
    code
        Stable id, with its texts in ``resources/messages``.
    is_required
        Whether the analysis cannot run without it.
    values
        Named values that the text shows.
    """

    analysis: str
    code: str
    is_required: bool = False
    values: dict[str, Any] = field(default_factory=dict)


_LAYERS = (
    ("site", "households", True),
    ("site", "roads", True),
    ("site", "village_boundaries", False),
    ("site", "terrain", False),
    ("site", "places", False),
    ("site", "water", False),
    ("renovate", "households", True),
    ("renovate", "terrain", False),
    ("renovate", "water", False),
    ("sewers", "roads", True),
    ("sewers", "terrain", True),
)
_OUTLETS = ("treatment_sites", "sewers")
_COLUMNS = (
    ("site", ("persons_resident", "persons_registered")),
    ("renovate", ("persons_resident", "persons_registered")),
    ("renovate", ("has_piped_water",)),
    ("renovate", ("existing_toilet",)),
    ("renovate", ("yard_area_m2",)),
    ("renovate", ("access_width_m",)),
    ("renovate", ("is_occupied",)),
    ("renovate", ("is_willing",)),
    ("renovate", ("groundwater_depth_m",)),
)


def missing_for_analyses(
    layers: Mapping[str, VectorLayer | gpd.GeoDataFrame], terrain: TerrainRaster | None
) -> list[MissingData]:
    """List the layers and household columns that each analysis would need or use.

    Required ones stop the analysis; without the others a declared
    assumption is made.
    """
    frames = {
        role: layer.frame if isinstance(layer, VectorLayer) else layer
        for role, layer in layers.items()
    }
    there = {role for role, frame in frames.items() if len(frame)}
    if terrain is not None:
        there.add("terrain")
    missing = [
        MissingData(
            analysis=analysis,
            code="missing.layer_required" if is_required else "missing.layer_useful",
            is_required=is_required,
            values={"role": role},
        )
        for analysis, role, is_required in _LAYERS
        if role not in there
    ]
    if not there & set(_OUTLETS):
        missing.append(MissingData(analysis="sewers", code="missing.outlet", is_required=True))
    return missing + _missing_columns(frames.get("households"))


def _missing_columns(households: gpd.GeoDataFrame | None) -> list[MissingData]:
    if households is None or not len(households):
        return []
    result = []
    for analysis, fields in _COLUMNS:
        known = [households[name].notna() for name in fields if name in households]
        share = 0.0
        if known:
            share = float(sum(known[1:], known[0]).astype(bool).mean())
        if share < 1.0:
            result.append(
                MissingData(
                    analysis=analysis,
                    code="missing.column",
                    values={
                        "field": fields[0],
                        "count": round((1 - share) * len(households)),
                        "total": len(households),
                    },
                )
            )
    return result
