"""A second opinion on what a sewer costs: the price book by hand, and sums of the layers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np

from tests.helpers.sewer_reading import LEVEL_M, Finding, SewerReading

_YUAN = 0.01
_G = 9.81


def depth_price_factor(depth_m: float, share_2m: float, share_3m: float) -> float:
    """Return the depth factor of the price book: straight lines through its bands."""
    if depth_m > 2.0:
        return 1.0 + share_2m + (share_3m - share_2m) * (depth_m - 2.0) / 1.25
    return 1.0 + share_2m * max(depth_m - 1.5, 0.0) / 0.5


class SewerPrices(SewerReading):
    """What pipes, manholes and stations of a plan cost."""

    def findings(self) -> list[Finding]:
        """Return every price that isn't the price book's."""
        return [*self._pipe_prices(), *self._manhole_prices(), *self._station_prices()]

    @cached_property
    def surface_yuan_m(self) -> dict[str, float]:
        """Price of breaking and restoring each surface."""
        return {
            "asphalt": self.number("price.asphalt_road_yuan_m"),
            "concrete": self.number("price.concrete_road_yuan_m"),
            "paving": self.number("price.concrete_road_yuan_m"),
            "earth": 0.0,
        }

    def _pipe_prices(self) -> Iterator[Finding]:
        rock = 1.0 + self.number("sewer.rock_share") * self.number("price.rock_share")
        shares = self.number("price.depth_2m_share"), self.number("price.depth_3m_share")
        for row in self.rows:
            if row.kind == "rising_main":
                per_m = self.number("price.rising_main_yuan_m")
            else:
                up, down = row.ground_up_m - row.invert_up_m, row.ground_down_m - row.invert_down_m
                size = round(row.diameter_m * 1000)
                per_m = self.number(f"price.sewer_dn{size}_yuan_m") * rock
                per_m *= depth_price_factor(0.5 * (up + down), *shares)
            gravel = self.number("price.gravel_road_yuan_m")
            # No word may stand for a link off the roads or a road of unknown surface.
            surfaces = [self.surface_yuan_m.get(row.surface, gravel)]
            surfaces += [0.0] if row.surface == "" else []
            prices = [row.length_m * (per_m + surface) for surface in surfaces]
            if len(row.geometry.coords) > 2:
                # A long main crosses surfaces that its row doesn't name.
                most = max(gravel, *self.surface_yuan_m.values())
                prices = [np.clip(row.cost_yuan / row.length_m, per_m, per_m + most) * row.length_m]
            if min(abs(price - row.cost_yuan) for price in prices) > _YUAN:
                yield Finding(
                    rule="pipe price", where=row.pipe_id, found=row.cost_yuan, limit=prices[0]
                )
        for row in self.laterals.itertuples():
            is_pumped = row.diameter_m < self.number("sewer.lateral_diameter_m") - LEVEL_M
            name = "price.pressure_lateral_yuan_m" if is_pumped else "price.lateral_yuan_m"
            price = row.length_m * self.number(name)
            if abs(price - row.cost_yuan) > _YUAN:
                yield Finding(
                    rule="lateral price", where=row.pipe_id, found=row.cost_yuan, limit=price
                )

    def _manhole_prices(self) -> Iterator[Finding]:
        for row in self.manholes.itertuples():
            is_deep = row.depth_m > self.number("sewer.chamber_max_depth_m")
            price = self.number(f"price.manhole_{'concrete' if is_deep else 'plastic'}_yuan")
            if row.is_drop:
                price += self.number("price.manhole_drop_yuan")
            mains = self._inside_a_main(row.Index)
            price = 0.0 if mains else price
            if abs(price - row.cost_yuan) > _YUAN:
                yield Finding(
                    rule="manhole price", where=row.Index, found=row.cost_yuan, limit=price
                )

    def _inside_a_main(self, manhole: str) -> bool:
        arriving = self.arriving.get(manhole, [])
        return (
            self.leaving[manhole].kind == "rising_main"
            and manhole not in self.stations.index
            and all(r.kind == "rising_main" for r in arriving)
        )

    def _station_prices(self) -> Iterator[Finding]:
        for row in self.stations.itertuples():
            flow = self.mean_flow_m3_d(row.Index)
            capital = self.number("price.pump_station_base_yuan")
            capital += self.number("price.pump_station_yuan_m3_d") * flow
            if row.kind == "lifting":
                capital *= self.number("price.lifting_share")
            kwh = flow * 365.0 * _G * row.head_m / 3600.0 * 1000.0 / 1000.0
            kwh /= self.number("price.pump_efficiency")
            annual = capital * self.number("price.pump_annual_share")
            annual += kwh * self.number("price.electricity_yuan_kwh")
            for what, found, price in (
                ("capital", row.capital_yuan, capital), ("yearly", row.annual_yuan, annual),
            ):  # fmt: skip
                if abs(found - price) > _YUAN:
                    yield Finding(rule=f"station {what}", where=row.Index, found=found, limit=price)


def summary_findings(
    results: Mapping[str, gpd.GeoDataFrame], summary: Mapping[str, Any]
) -> list[Finding]:
    """Return where the summary isn't the sum of the layers."""
    pipes, households = results["sewer_pipes"], results["household_modes"]
    stations, sewer = results["pumping_stations"], summary["sewer"]
    mains = pipes["kind"] == "rising_main"
    pairs = {
        "households": (summary["households"], len(households)),
        "capital": (summary["capital_yuan"], households["capital_yuan"].sum()),
        "annual": (summary["annual_yuan"], households["annual_yuan"].sum()),
        "present value": (summary["present_value_yuan"], households["present_value_yuan"].sum()),
        "pipes": (sewer["pipe_length_m"], pipes.loc[~mains, "length_m"].sum()),
        "mains": (sewer["rising_main_length_m"], pipes.loc[mains, "length_m"].sum()),
        "pumping": (sewer["pumping_stations"], (stations["kind"] == "pumping").sum()),
        "lifting": (sewer["lifting_stations"], (stations["kind"] == "lifting").sum()),
    }
    return [
        Finding(rule="summary", where=name, found=float(said), limit=float(found))
        for name, (said, found) in pairs.items()
        if abs(said - found) > 0.6
    ]


def network_cost_findings(results: Mapping[str, gpd.GeoDataFrame]) -> list[Finding]:
    """Return where the households' shares don't add up to what the layers cost."""
    items: dict[str, float] = defaultdict(float)
    households = results["household_modes"]
    for text in households.loc[households["mode"] == "sewer", "cost_items"]:
        for item in json.loads(text):
            items[item["item"]] += item["amount_yuan"]
    pipes, stations = results["sewer_pipes"], results["pumping_stations"]
    plants = results["treatment_plants"]
    plants = plants[plants["kind"] != "shared_tank"]
    street = pipes.loc[pipes["kind"] != "lateral", "cost_yuan"].sum()
    laterals = pipes.loc[pipes["kind"] == "lateral", "cost_yuan"].sum()
    reach = ("network_share", "depth_share", "rock_share", "surface_share", "rising_main_share")
    pairs = {
        "reaches": (sum(items[name] for name in reach), street),
        "laterals": (items["lateral"] + items["pressure_lateral"], laterals),
        "manholes": (items["manhole_share"], results["manholes"]["cost_yuan"].sum()),
        "stations": (items["station_share"], stations["capital_yuan"].sum()),
        "plants": (items["plant_share"], plants["capital_yuan"].sum()),
        "plants' running": (items["plant_running"], plants["annual_yuan"].sum()),
    }
    return [
        Finding(rule="shares", where=name, found=shares, limit=total)
        for name, (shares, total) in pairs.items()
        if abs(shares - total) > max(1.0, 1e-4 * total)
    ]
