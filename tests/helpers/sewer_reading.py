"""The layers of a sewer plan read anew: who drains where, and what flows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd

from resources.catalogue import ParameterValues
from siting_tool.project.project import Project

LEVEL_M = 1e-6


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One limit that a part of the plan doesn't keep."""

    rule: str
    where: str
    found: float
    limit: float

    def __str__(self) -> str:
        """Return the finding as a line for people."""
        return f"{self.rule}: {self.where}: {self.found:.6g} against {self.limit:.6g}"


class SewerReading:
    """The layers of one plan, read for checking."""

    def __init__(
        self, project: Project, results: Mapping[str, gpd.GeoDataFrame], values: ParameterValues
    ) -> None:
        self.project, self.values = project, values
        pipes = results["sewer_pipes"]
        self.laterals = pipes[pipes["kind"] == "lateral"]
        self.street = pipes[pipes["kind"] != "lateral"]
        self.manholes = results["manholes"].set_index("manhole_id")
        self.stations = results["pumping_stations"].set_index("manhole_id")
        self.plants = results["treatment_plants"]
        self.households = results["household_modes"].set_index("household_id")

    def number(self, name: str) -> float:
        """Return a parameter."""
        return float(self.values.number(name))

    @cached_property
    def rows(self) -> list[Any]:
        """Public sewers as rows."""
        return list(self.street.itertuples())

    @cached_property
    def leaving(self) -> dict[str, Any]:
        """The public sewer that leaves each manhole."""
        return {row.up_manhole_id: row for row in self.rows}

    @cached_property
    def arriving(self) -> dict[str, list[Any]]:
        """The public sewers that arrive at each manhole."""
        found = defaultdict(list)
        for row in self.rows:
            found[row.down_manhole_id].append(row)
        return found

    @cached_property
    def laterals_at(self) -> dict[str, list[Any]]:
        """The laterals that arrive at each manhole."""
        found = defaultdict(list)
        for row in self.laterals.itertuples():
            found[row.down_manhole_id].append(row)
        return found

    @cached_property
    def persons(self) -> dict[str, float]:
        """Persons upstream of each manhole, summed along the pipes."""
        carried: dict[str, float] = defaultdict(float)
        self.carried_households: dict[str, int] = defaultdict(int)
        for lateral in self.laterals.itertuples():
            manhole, steps = lateral.down_manhole_id, 0
            number = float(self.households.at[lateral.household_id, "persons"])
            while manhole:
                carried[manhole] += number
                self.carried_households[manhole] += 1
                following = self.leaving.get(manhole)
                manhole = following.down_manhole_id if following is not None else ""
                steps += 1
                assert steps <= len(self.rows) + 1, f"sewage runs in a circle at {manhole}"
        return carried

    def flow_m3_s(self, manhole: str) -> float:
        """Return the peak flow that leaves a manhole."""
        litres = self.number("sewer.water_use_l_per_person_d")
        litres *= self.number("sewer.discharge_coefficient") * self.number("sewer.peak_factor")
        return self.persons[manhole] * litres / 1000.0 / 86400.0

    def mean_flow_m3_d(self, manhole: str) -> float:
        """Return the mean flow that leaves a manhole."""
        return self.flow_m3_s(manhole) * 86400.0 / self.number("sewer.peak_factor")
