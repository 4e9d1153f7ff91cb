"""What a household's card says, gathered from the plan and the input once for all cards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from siting_tool.export.sheets.crs_statement import to_degrees
from siting_tool.export.sheets.plan_data import title_of_choice
from siting_tool.project.columns import flags, numbers, point_xy, words
from siting_tool.project.renovation_texts import read_verdicts

if TYPE_CHECKING:
    from siting_tool.export.sheets.plan_data import PlanData

LEFT_OUT_MODES = ("keep",)
_UNKNOWN = "–"
_PRESENT_VALUES = {mode: f"{mode}_present_value_yuan" for mode in ("sewer", "septic_tank", "dry")}


@dataclass(frozen=True, kw_only=True)
class HouseholdCard:
    """One household as its card shows it; texts are ready to print.

    Attributes
    ----------
    household_id, householder, village_code
        Who it is.
    x_m, y_m, longitude, latitude
        East and north in the working system, degrees in CGCS2000 or WGS-84.
    facts
        Title and value of what is known.
    mode, variant
        As in the result layer.
    capital_yuan, annual_yuan
        Cost of the household.
    reason
        Why this mode.
    present_values_yuan
        Whole-life cost by mode, NaN where it isn't possible.
    verdicts, cost_items, flips
        Entries of the result layer; verdicts with what is known of their rules.
    lateral
        Row of the lateral of a sewered household, empty for others.
    """

    household_id: str
    householder: str
    village_code: str
    x_m: float
    y_m: float
    longitude: float
    latitude: float
    facts: tuple[tuple[str, str], ...]
    mode: str
    variant: str
    capital_yuan: float
    annual_yuan: float
    reason: str
    present_values_yuan: Mapping[str, float]
    verdicts: tuple[Mapping[str, Any], ...]
    cost_items: tuple[Mapping[str, Any], ...]
    flips: tuple[Mapping[str, Any], ...]
    lateral: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class CardSource:
    """Columns of the plan and the input, in the order of the plan's households."""

    plan: PlanData

    @cached_property
    def modes(self) -> NDArray[np.object_]:
        """Mode of every household."""
        return words(self.plan.frame("household_modes"), "mode")

    @cached_property
    def _input_rows(self) -> NDArray[np.intp]:
        """Row of the input for each household of the plan, -1 where there is none."""
        ids = words(self.plan.frame("households"), "household_id")
        rows = {name: row for row, name in enumerate(ids.tolist())}
        wanted = words(self.plan.frame("household_modes"), "household_id")
        return np.array([rows.get(name, -1) for name in wanted], dtype=np.intp)

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        frame = self.plan.frame("household_modes")
        reason = f"reason_{self.plan.language}"
        texts = ("household_id", "householder_name", "mode", "variant", reason, "verdicts",
                 "cost_items", "flips")  # fmt: skip
        xy = point_xy(frame)
        lonlat = to_degrees(self.plan.project.crs, xy)
        columns: dict[str, list[Any]] = {name: words(frame, name).tolist() for name in texts}
        columns["reason"] = columns[reason]
        for name in ("persons", "capital_yuan", "annual_yuan", *_PRESENT_VALUES.values()):
            columns[name] = numbers(frame, name).tolist()
        columns["xy"], columns["lonlat"] = xy.tolist(), lonlat.tolist()
        terrain = self.plan.project.terrain
        heights = np.full(len(frame), np.nan) if terrain is None else terrain.sample(xy)
        columns["height_m"] = heights.tolist()
        columns["village"] = self.plan.village_of("household_modes").tolist()
        return columns

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        """Values of the input as texts."""
        frame, language = self.plan.frame("households"), self.plan.language
        water = flags(frame, "has_piped_water", missing=False)
        is_recorded = ~np.isnan(numbers(frame, "has_piped_water"))
        yes, no = self.plan.word("yes"), self.plan.word("no")
        return {
            "existing_toilet": [
                title_of_choice("households", "existing_toilet", value, language) or _UNKNOWN
                for value in words(frame, "existing_toilet")
            ],
            "has_piped_water": [
                (yes if value else no) if known else _UNKNOWN
                for value, known in zip(water.tolist(), is_recorded.tolist(), strict=True)
            ],
            "yard_area_m2": [_number(value, 0) for value in numbers(frame, "yard_area_m2")],
            "access_width_m": [_number(value, 1) for value in numbers(frame, "access_width_m")],
        }

    @cached_property
    def _laterals(self) -> dict[str, Mapping[str, Any]]:
        frame = self.plan.frame("sewer_pipes")
        if not len(frame):
            return {}
        rows = frame[frame["kind"] == "lateral"].drop(columns="geometry").to_dict("records")
        return {str(row["household_id"]): row for row in rows}

    def cards(self, village_code: str) -> Iterator[HouseholdCard]:
        """Return the cards of a village: every household but those that keep their toilet."""
        villages = self._columns["village"]
        for index, (village, mode) in enumerate(zip(villages, self.modes, strict=True)):
            if village == village_code and mode not in LEFT_OUT_MODES:
                yield self._card(index)

    def _card(self, index: int) -> HouseholdCard:
        columns = self._columns
        household_id = columns["household_id"][index]
        x, y = columns["xy"][index]
        longitude, latitude = columns["lonlat"][index]
        return HouseholdCard(
            household_id=household_id,
            householder=columns["householder_name"][index],
            village_code=columns["village"][index],
            x_m=x,
            y_m=y,
            longitude=longitude,
            latitude=latitude,
            facts=self._facts(index),
            mode=columns["mode"][index],
            variant=columns["variant"][index],
            capital_yuan=_zero(columns["capital_yuan"][index]),
            annual_yuan=_zero(columns["annual_yuan"][index]),
            reason=columns["reason"][index],
            verdicts=tuple(read_verdicts(columns["verdicts"][index])),
            present_values_yuan={
                mode: columns[name][index] for mode, name in _PRESENT_VALUES.items()
            },
            cost_items=_entries(columns["cost_items"][index]),
            flips=_entries(columns["flips"][index]),
            lateral=self._laterals.get(household_id, {}),
        )

    def _facts(self, index: int) -> tuple[tuple[str, str], ...]:
        columns, word = self._columns, self.plan.word
        x, y = columns["xy"][index]
        longitude, latitude = columns["lonlat"][index]
        row = self._input_rows[index]
        known = {
            name: values[row] if row >= 0 else _UNKNOWN for name, values in self._known.items()
        }
        return (
            (word("card_household_id"), columns["household_id"][index]),
            (word("card_householder"), columns["householder_name"][index]),
            (word("card_persons"), _number(columns["persons"][index], 0)),
            (word("card_existing"), known["existing_toilet"]),
            (word("card_water"), known["has_piped_water"]),
            (word("card_yard"), known["yard_area_m2"]),
            (word("card_access"), known["access_width_m"]),
            (word("card_ground"), _number(columns["height_m"][index], 2)),
            (word("card_north"), f"{y:.2f}"),
            (word("card_east"), f"{x:.2f}"),
            (word("card_latitude"), f"{latitude:.6f}°"),
            (word("card_longitude"), f"{longitude:.6f}°"),
        )


def _entries(content: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(content)) if content else ()


def _number(value: float, decimals: int) -> str:
    return _UNKNOWN if np.isnan(value) else f"{value:.{decimals}f}"


def _zero(value: float) -> float:
    return 0.0 if np.isnan(value) else float(value)
