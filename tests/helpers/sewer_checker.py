"""A second opinion on a sewer plan: everything again from the layers that are handed over.

Nothing here calls the design. Persons are summed along the pipes that the layers
name, flows and depths come from Manning's law written out once more, ground from the
terrain, surfaces from the nearest road; prices in `sewer_prices`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from resources.catalogue import ParameterValues
from siting_tool.project.project import Project
from siting_tool.project.runs import RunOutcome
from tests.helpers.sewer_prices import SewerPrices, network_cost_findings, summary_findings
from tests.helpers.sewer_reading import LEVEL_M, Finding, SewerReading

GRADIENT = 1e-9
_CARRIAGEWAYS = {"main", "secondary", "lane", "track", ""}
_SAMPLES = (0.25, 0.5, 0.75)


def manning_flow_m3_s(diameter_m: float, gradient: float, n: float, fill: float) -> float:
    """Return what a circular pipe carries at a depth of flow."""
    half = math.acos(1.0 - 2.0 * fill)
    area = diameter_m**2 / 4.0 * (half - math.sin(half) * math.cos(half))
    radius = area / (half * diameter_m)
    return area * radius ** (2.0 / 3.0) * math.sqrt(gradient) / n


def fill_of(flow_m3_s: float, diameter_m: float, gradient: float, n: float) -> float:
    """Return the smaller depth of flow over diameter; infinite where it doesn't fit."""
    low, high = 0.0, 0.938
    if manning_flow_m3_s(diameter_m, gradient, n, high) < flow_m3_s:
        return math.inf
    for _ in range(60):
        middle = 0.5 * (low + high)
        if manning_flow_m3_s(diameter_m, gradient, n, middle) < flow_m3_s:
            low = middle
        else:
            high = middle
    return high


class SewerChecker(SewerReading):
    """Whether the sewers of a plan lie as they should and carry what they must."""

    def findings(self) -> list[Finding]:
        """Return everything that isn't kept."""
        checks = (
            self._tree, self._pipes_between_manholes, self._ground, self._cover, self._gradients,
            self._hydraulics, self._joints, self._sizes, self._depths, self._manhole_levels,
            self._house_laterals, self._station_heads, self._outlet_levels, self._plant_sizes,
        )  # fmt: skip
        return [finding for check in checks for finding in check()]

    def _tree(self) -> Iterator[Finding]:
        """One way out of every manhole, to an outlet; households as the pipe says."""
        for name, count in self.street["up_manhole_id"].value_counts().items():
            if count != 1:
                yield Finding(rule="one way out", where=str(name), found=count, limit=1)
        roots = {row.down_manhole_id for row in self.rows} - set(self.leaving)
        systems = self.street["system_id"].nunique()
        if len(roots) != systems:
            yield Finding(rule="one outlet a system", where="", found=len(roots), limit=systems)
        _ = self.persons
        for row in self.rows:
            carried = self.carried_households[row.up_manhole_id]
            if carried != row.households:
                yield Finding(
                    rule="households upstream", where=row.pipe_id, found=row.households,
                    limit=carried,
                )  # fmt: skip
            flow = self.flow_m3_s(row.up_manhole_id)
            if abs(flow - row.flow_m3_s) > 1e-9:
                yield Finding(rule="flow", where=row.pipe_id, found=row.flow_m3_s, limit=flow)

    def _pipes_between_manholes(self) -> Iterator[Finding]:
        """Every end of a straight pipe is a manhole in its place, at most so far apart."""
        outlets = {row.down_manhole_id for row in self.rows} - set(self.leaving)
        spacing, least = self.number("sewer.manhole_spacing_m"), self.number("sewer.min_reach_m")
        place = dict(zip(self.manholes.index, self.manholes.geometry, strict=True))
        for row in self.rows:
            ends = shapely.get_coordinates(row.geometry)
            if len(ends) != 2 and row.kind == "gravity":
                yield Finding(rule="straight pipe", where=row.pipe_id, found=len(ends), limit=2)
            for name, end in ((row.up_manhole_id, ends[0]), (row.down_manhole_id, ends[-1])):
                if name not in place and name not in outlets:
                    yield Finding(rule="manhole at each end", where=name, found=0, limit=1)
                elif name in place and np.hypot(*(end - [place[name].x, place[name].y])) > LEVEL_M:
                    yield Finding(rule="manhole in its place", where=name, found=1, limit=0)
            if abs(row.geometry.length - row.length_m) > LEVEL_M:
                yield Finding(
                    rule="length", where=row.pipe_id, found=row.length_m, limit=row.geometry.length
                )
            if row.length_m > spacing + LEVEL_M and row.kind == "gravity":
                yield Finding(
                    rule="manhole spacing", where=row.pipe_id, found=row.length_m, limit=spacing
                )
            if row.length_m < least - LEVEL_M:
                yield Finding(
                    rule="shortest reach", where=row.pipe_id, found=row.length_m, limit=least
                )

    def _ground(self) -> Iterator[Finding]:
        terrain = self.project.terrain
        if terrain is None or not len(self.street):
            return
        lines = self.street.geometry.to_numpy()
        for side, column in ((0, "ground_up_m"), (-1, "ground_down_m")):
            ends = shapely.get_coordinates(shapely.get_point(lines, side))
            off = np.abs(terrain.sample(ends) - self.street[column].to_numpy())
            for place in np.flatnonzero(~(off <= 1e-3)):
                row = self.street.iloc[place]
                yield Finding(rule="ground", where=row["pipe_id"], found=off[place], limit=0.0)

    @cached_property
    def least_cover_m(self) -> np.ndarray:
        """Least cover of each public sewer by the road that it lies in."""
        frost = self.number("sewer.frost_depth_m") - 0.15
        path, road = self.number("sewer.cover_path_m"), self.number("sewer.cover_road_m")
        roads = self.project.layers["roads"]
        lines = roads.geometry.to_numpy()
        pipes = self.street.geometry.to_numpy()
        middles = shapely.line_interpolate_point(pipes, 0.5, normalized=True)
        within = 2.0 * self.number("sewer.alignment_tolerance_m")
        near, line = shapely.STRtree(lines).query_nearest(
            middles, max_distance=within, all_matches=False
        )
        # Along the road, not a link that only crosses it.
        along = [shapely.distance(shapely.get_point(pipes[near], k), lines[line]) for k in (0, -1)]
        is_along = np.maximum(*along) <= 0.5 * within
        near, line = near[is_along], line[is_along]
        kind = np.full(len(roads), "", dtype=object)
        if "road_class" in roads:
            kind = roads["road_class"].fillna("").astype(str).to_numpy()
        cover = np.full(len(middles), path)
        cover[near] = np.where(np.isin(kind[line], list(_CARRIAGEWAYS)), road, path)
        return np.maximum(cover, frost)

    def _cover(self) -> Iterator[Finding]:
        """At the ends, and where the ground sags between them."""
        terrain = self.project.terrain
        for row, least in zip(self.rows, self.least_cover_m, strict=True):
            crown_up = row.invert_up_m + row.diameter_m
            crown_down = row.invert_down_m + row.diameter_m
            covers = [row.ground_up_m - crown_up, row.ground_down_m - crown_down]
            is_straight = len(row.geometry.coords) == 2  # a long main follows the ground
            if terrain is not None and is_straight:
                places = [row.geometry.interpolate(t, normalized=True) for t in _SAMPLES]
                ground = terrain.sample(np.array([[p.x, p.y] for p in places]))
                crowns = [(1 - t) * crown_up + t * crown_down for t in _SAMPLES]
                covers += [g - c for g, c in zip(ground, crowns, strict=True) if np.isfinite(g)]
            if min(covers) < least - 1e-3:
                yield Finding(rule="cover", where=row.pipe_id, found=min(covers), limit=least)

    def _gradients(self) -> Iterator[Finding]:
        for row in self.rows:
            if row.kind != "gravity":
                continue
            size = round(row.diameter_m * 1000)
            least = self.number(f"sewer.min_gradient_dn{size}")
            found = (row.invert_up_m - row.invert_down_m) / row.length_m
            if found < least - GRADIENT:
                yield Finding(rule="least gradient", where=row.pipe_id, found=found, limit=least)
            if abs(found - row.gradient) > GRADIENT:
                yield Finding(
                    rule="gradient said", where=row.pipe_id, found=row.gradient, limit=found
                )
            if found > self.number("sewer.max_gradient") + GRADIENT:
                yield Finding(rule="steepest gradient", where=row.pipe_id, found=found, limit=0.5)

    def _hydraulics(self) -> Iterator[Finding]:
        n = self.number("sewer.manning_n")
        for row in self.rows:
            flow = self.flow_m3_s(row.up_manhole_id)
            if row.kind != "gravity":
                continue
            gradient = (row.invert_up_m - row.invert_down_m) / row.length_m
            allowed = self.number(
                "sewer.fill_dn300" if row.diameter_m <= 0.3 else "sewer.fill_dn450"
            )
            fill = fill_of(flow, row.diameter_m, max(gradient, 1e-9), n)
            if fill > allowed + 1e-6:
                yield Finding(rule="fill", where=row.pipe_id, found=fill, limit=allowed)
            if abs(fill - row.depth_ratio) > 1e-6:
                yield Finding(
                    rule="fill said", where=row.pipe_id, found=row.depth_ratio, limit=fill
                )
            half = math.acos(1.0 - 2.0 * min(max(fill, 1e-6), 1.0))
            area = row.diameter_m**2 / 4.0 * (half - math.sin(half) * math.cos(half))
            velocity = flow / area
            fastest = self.number("sewer.max_velocity_m_s")
            if velocity > fastest * (1 + 1e-6):
                yield Finding(rule="velocity", where=row.pipe_id, found=velocity, limit=fastest)
            slow = velocity < self.number("sewer.min_velocity_m_s")
            if slow != bool(row.needs_flushing) and abs(velocity - 0.6) > 1e-3:
                yield Finding(
                    rule="flushing said", where=row.pipe_id, found=row.needs_flushing, limit=slow
                )

    def _joints(self) -> Iterator[Finding]:
        """Crown to crown: nothing arrives below what leaves; high falls are drop manholes."""
        drop = self.number("sewer.drop_min_m")
        for name, leaving in self.leaving.items():
            crown_out = leaving.invert_up_m + leaving.diameter_m
            sewers = [r for r in self.arriving.get(name, []) if r.kind == "gravity"]
            crowns = [r.invert_down_m + r.diameter_m for r in sewers]
            if name in self.stations.index:
                continue
            for row, crown in zip(sewers, crowns, strict=True):
                if crown < crown_out - LEVEL_M:
                    yield Finding(rule="crown at joint", where=row.pipe_id, found=crown,
                                  limit=crown_out)  # fmt: skip
            highest = max(crowns, default=-math.inf)
            if leaving.kind != "gravity" or name not in self.manholes.index:
                continue
            is_drop = bool(self.manholes.at[name, "is_drop"])
            if is_drop != (highest - crown_out >= drop - LEVEL_M):
                yield Finding(
                    rule="drop manhole said", where=name, found=is_drop, limit=highest - crown_out
                )

    def _sizes(self) -> Iterator[Finding]:
        """No gravity sewer is smaller than one upstream, rising mains between them or not."""
        largest: dict[str, float] = {}
        for row in sorted(self.rows, key=lambda r: self.carried_households[r.up_manhole_id]):
            size = max((largest.get(a.pipe_id, 0.0) for a in self.arriving[row.up_manhole_id]),
                       default=0.0)  # fmt: skip
            if row.kind == "gravity" and row.diameter_m < size - LEVEL_M:
                yield Finding(rule="smaller downstream", where=row.pipe_id, found=row.diameter_m,
                              limit=size)  # fmt: skip
            largest[row.pipe_id] = max(size, row.diameter_m if row.kind == "gravity" else 0.0)

    def _depths(self) -> Iterator[Finding]:
        limit = self.number("sewer.max_depth_m")
        for row in self.rows:
            depth = max(row.ground_up_m - row.invert_up_m, row.ground_down_m - row.invert_down_m)
            if depth > limit + LEVEL_M:
                yield Finding(rule="trench depth", where=row.pipe_id, found=depth, limit=limit)
        for name, depth in self.manholes["depth_m"].items():
            if depth > limit + LEVEL_M:
                yield Finding(rule="manhole depth", where=str(name), found=depth, limit=limit)

    def _manhole_levels(self) -> Iterator[Finding]:
        """A manhole's bottom is the lowest pipe at it, a well's up to a pipe lower."""
        for row in self.manholes.itertuples():
            pipes = [*self.arriving.get(row.Index, []), *self.laterals_at.get(row.Index, [])]
            lowest = min([self.leaving[row.Index].invert_up_m, *(p.invert_down_m for p in pipes)])
            lower = 0.4 if row.Index in self.stations.index else 0.0
            if not -LEVEL_M <= lowest - row.invert_level_m <= lower + LEVEL_M:
                yield Finding(rule="manhole invert", where=row.Index, found=row.invert_level_m,
                              limit=lowest)  # fmt: skip
            if abs(row.ground_level_m - row.invert_level_m - row.depth_m) > LEVEL_M:
                yield Finding(rule="manhole depth said", where=row.Index, found=row.depth_m,
                              limit=row.ground_level_m - row.invert_level_m)  # fmt: skip

    def _house_laterals(self) -> Iterator[Finding]:
        sewered = set(self.households.index[self.households["mode"] == "sewer"])
        count = self.laterals["household_id"].value_counts()
        for name in sewered ^ set(count.index):
            yield Finding(rule="a lateral each", where=str(name), found=count.get(name, 0), limit=1)
        for name in count.index[count != 1]:
            yield Finding(rule="one lateral each", where=str(name), found=count[name], limit=1)
        frost = self.number("sewer.frost_depth_m") - 0.15
        cover = max(self.number("sewer.cover_yard_m"), frost)
        least, longest = (
            self.number("sewer.min_gradient_lateral"), self.number("sewer.lateral_max_m")
        )  # fmt: skip
        fixed = set(self.households.index[self.households["is_fixed"].astype(bool)])
        for row in self.laterals.itertuples():
            up, down = (level + row.diameter_m for level in (row.invert_up_m, row.invert_down_m))
            covers = (row.ground_up_m - up, row.ground_down_m - down)
            if min(covers) < cover - LEVEL_M:
                yield Finding(rule="lateral cover", where=row.pipe_id, found=min(covers),
                              limit=cover)  # fmt: skip
            if row.length_m > longest + LEVEL_M and row.household_id not in fixed:
                yield Finding(rule="lateral length", where=row.pipe_id, found=row.length_m,
                              limit=longest)  # fmt: skip
            if row.diameter_m < self.number("sewer.lateral_diameter_m") - LEVEL_M:
                continue  # a pressure lateral from a pump in the house
            fall = (up - down) / max(row.length_m, LEVEL_M)
            if row.length_m > LEVEL_M and fall < least - GRADIENT:
                yield Finding(rule="lateral falls", where=row.pipe_id, found=fall, limit=least)
            if row.length_m > LEVEL_M and abs(fall - row.gradient) > 1e-6:
                yield Finding(rule="lateral gradient said", where=row.pipe_id, found=row.gradient,
                              limit=fall)  # fmt: skip
            leaving = self.leaving.get(row.down_manhole_id)
            if leaving is not None and row.down_manhole_id not in self.stations.index:
                crown = leaving.invert_up_m + leaving.diameter_m
                if down < crown - LEVEL_M:
                    yield Finding(rule="lateral into sewer", where=row.pipe_id, found=down,
                                  limit=crown)  # fmt: skip

    def _main_of(self, manhole: str) -> list[Any]:
        """Return the pipes of the rising main that leaves a station."""
        pipes = []
        row = self.leaving.get(manhole)
        while row is not None and row.kind == "rising_main":
            pipes.append(row)
            if row.down_manhole_id in self.stations.index:
                break
            row = self.leaving.get(row.down_manhole_id)
        return pipes

    def _tops(self, main: list[Any]) -> list[float]:
        """Return the inverts of a long main under the crests that it passes.

        The least cover there is not known to the layers: that at its ends is taken.
        """
        terrain, tops = self.project.terrain, []
        for row in main:
            inner = shapely.get_coordinates(row.geometry)[1:-1]
            if terrain is not None and len(inner):
                cover = max(row.cover_up_m, row.cover_down_m) + row.diameter_m
                tops.append(float(terrain.sample(inner).max()) - cover)
        return tops

    def _station_heads(self) -> Iterator[Finding]:
        """Head = static lift from the lowest crown that arrives, and friction in the main."""
        fed = set()
        n, velocity = self.number("sewer.manning_n"), self.number("sewer.rising_main_velocity_m_s")
        for row in self.stations.itertuples():
            arriving = [r.invert_down_m + r.diameter_m for r in self.arriving.get(row.Index, [])]
            arriving += [
                r.invert_down_m + r.diameter_m for r in self.laterals_at.get(row.Index, [])
            ]
            main = self._main_of(row.Index)
            fed |= {r.pipe_id for r in main}
            if (row.kind == "pumping") != bool(main):
                yield Finding(rule="rising main", where=row.Index, found=len(main), limit=1)
            leaving = self.leaving.get(row.Index)
            if leaving is None:
                continue  # a lift into an outlet, see the levels of outlets
            friction = 0.0
            delivered = leaving.invert_up_m + leaving.diameter_m
            if main:
                levels = [level for r in main for level in (r.invert_up_m, r.invert_down_m)]
                delivered = max(levels) + main[0].diameter_m
                arriving.append(main[0].invert_up_m + main[0].diameter_m)
                levels += self._tops(main)
                delivered = max(levels) + main[0].diameter_m
                for pipe in main:
                    gradient = (velocity * n) ** 2 / (pipe.diameter_m / 4.0) ** (4.0 / 3.0)
                    friction += gradient * pipe.length_m
            head = delivered - min(arriving, default=delivered) + friction
            # Under a crest on the way the cover is only known to within the sag there.
            is_long = any(len(pipe.geometry.coords) > 2 for pipe in main)
            if abs(row.head_m - max(head, 0.5)) > (0.02 * head if is_long else 0.01):
                yield Finding(rule="head", where=row.Index, found=row.head_m, limit=head)
            flow = self.flow_m3_s(row.Index)
            if abs(row.flow_m3_s - flow) > 1e-9:
                yield Finding(rule="station flow", where=row.Index, found=row.flow_m3_s, limit=flow)
        for row in self.rows:
            if row.kind == "rising_main" and row.pipe_id not in fed:
                yield Finding(rule="main without station", where=row.pipe_id, found=0, limit=1)

    def _outlet_levels(self) -> Iterator[Finding]:
        """What arrives at a given sewer or works lies above its invert, or is lifted into it."""
        given = self._given_inverts()
        for plant in self.plants.itertuples():
            roots = [
                row
                for row in self.rows
                if row.system_id == plant.system_id and row.down_manhole_id not in self.leaving
            ]
            for row in roots:
                invert = given.get(plant.plant_id, math.nan)
                if row.down_manhole_id in self.stations.index or math.isnan(invert):
                    continue
                if row.invert_down_m < invert - 1e-3:
                    yield Finding(rule="outlet level", where=row.pipe_id, found=row.invert_down_m,
                                  limit=invert)  # fmt: skip

    def _given_inverts(self) -> dict[str, float]:
        """Invert levels at the outlets in use: given, or on the line of an existing sewer."""
        found: dict[str, float] = {}
        sites = self.project.layers.get("treatment_sites")
        if sites is not None and "invert_level_m" in sites:
            found |= {
                str(name): float(level) if level == level and level is not None else math.nan
                for name, level in zip(sites["plant_id"], sites["invert_level_m"], strict=True)
                if level is not None
            }
        sewers = self.project.layers.get("sewers")
        if sewers is None or not {"invert_up_m", "invert_down_m"} <= set(sewers):
            return found
        by_id = {str(row.pipe_id): row for row in sewers.itertuples()}
        for plant in self.plants.itertuples():
            row = by_id.get(str(plant.plant_id).rsplit("@", 1)[0])
            ends = [r.geometry for r in self.rows if r.system_id == plant.system_id
                    and r.down_manhole_id not in self.leaving]  # fmt: skip
            if row is None or not ends:
                continue
            at = shapely.Point(shapely.get_coordinates(ends[0])[-1])
            share = row.geometry.project(at) / row.geometry.length
            up, down = float(row.invert_up_m), float(row.invert_down_m)
            found[plant.plant_id] = up + share * (down - up)
        return found

    def _plant_sizes(self) -> Iterator[Finding]:
        sites = self.project.layers.get("treatment_sites")
        capacity: dict[str, float] = {}
        if sites is not None and "capacity_m3_d" in sites:
            capacity = dict(zip(sites["plant_id"].astype(str), sites["capacity_m3_d"], strict=True))
        per_person = self.number("sewer.water_use_l_per_person_d") / 1000.0
        per_person *= self.number("sewer.discharge_coefficient")
        sewered = self.households[self.households["mode"] == "sewer"]
        for plant in self.plants.itertuples():
            if plant.kind == "shared_tank":
                continue
            mine = sewered[sewered["plant_id"] == plant.plant_id]
            flow = float(mine["persons"].sum()) * per_person
            if abs(flow - plant.flow_m3_d) > 1e-6 or len(mine) != plant.households:
                yield Finding(rule="plant flow", where=plant.plant_id, found=plant.flow_m3_d,
                              limit=flow)  # fmt: skip
            most = capacity.get(str(plant.plant_id), math.nan)
            if most is not None and most > 0.0 and flow > most + 1e-6:
                yield Finding(rule="plant capacity", where=plant.plant_id, found=flow, limit=most)


def plan_findings(
    project: Project, results: Mapping[str, gpd.GeoDataFrame], values: ParameterValues
) -> list[Finding]:
    """Return everything about the sewers of a plan that isn't kept, prices included."""
    reading = project, results, values
    return [*SewerChecker(*reading).findings(), *SewerPrices(*reading).findings()]


def outcome_findings(project: Project, outcome: RunOutcome, values: ParameterValues) -> list[str]:
    """Return everything that isn't kept by a plan and its sums, as lines for people."""
    found = plan_findings(project, outcome.results, values)
    found += summary_findings(outcome.results, outcome.summary)
    found += network_cost_findings(outcome.results)
    return [str(finding) for finding in found]
