"""The household file ledger (一户一档) and the ledger of sewered households."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from layers.result_schema import MODES, VARIANTS
from layers.schema import schema_of
from resources.texts import Language, text
from siting_tool.export.ledger.editable import (
    ACCEPTING,
    BUILDING,
    CONNECTING,
    GROUP,
    IDENTITY,
    PHONE,
    POOR,
    CellKind,
)
from siting_tool.export.ledger.privacy import masked
from siting_tool.export.ledger.sheet import Column, LedgerSheet
from siting_tool.export.ledger.signatures import SIGNATURES
from siting_tool.export.sheets.sheet_texts import sheet_text
from siting_tool.project.columns import numbers
from siting_tool.project.columns import words as texts_of
from siting_tool.project.study_area import layer_or_empty, village_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.fields import Choice
    from siting_tool.export.ledger.editable import EditableColumn
    from siting_tool.project.project import Project, Scenario


# Whether a type of old toilet is flushed; of the others nothing is known.
_FLUSHED = {
    "none": False, "dry_pit": False, "double_urn": False, "urine_diverting": False,
    "double_pit": False, "flush_to_pit": True, "sewer_flush": True,
}  # fmt: skip


def joined_households(project: Project, scenario: Scenario) -> pd.DataFrame:
    """Return one row per household: its mode with what the source said, in ledger order."""
    modes = scenario.results["household_modes"].reset_index(drop=True)
    source = project.layers["households"].reset_index(drop=True)
    source = source.drop(columns=[name for name in modes.columns if name in source])
    degrees = modes.geometry.to_crs("EPSG:4490")
    joined = pd.concat([pd.DataFrame(modes.drop(columns="geometry")), pd.DataFrame(source)], axis=1)
    joined["longitude"], joined["latitude"] = degrees.x.round(6), degrees.y.round(6)
    joined["village"] = joined["village_code"].map(village_names(project)).fillna("")
    joined["county"] = project.texts.get("county_name", "")
    joined["township"] = sheet_text(project, "township_name", "zh")
    joined["sewer_distance_m"] = _sewer_distance_m(project, scenario, modes)
    joined["tank_volume_m3"] = [_tank_volume_m3(entries) for entries in modes["cost_items"]]
    joined["has_flush"] = _has_flush(joined)
    return joined.sort_values(["village_code", "household_id"], kind="stable", ignore_index=True)


def _sewer_distance_m(
    project: Project, scenario: Scenario, modes: gpd.GeoDataFrame
) -> NDArray[np.float64]:
    """Return the straight way from each household to the nearest existing or planned sewer.

    NaN where there is none.
    """
    planned = scenario.results["sewer_pipes"]
    planned = planned[planned["kind"] != "lateral"]
    lines = [*layer_or_empty(project, "sewers").geometry, *planned.geometry]
    if not lines:
        return np.full(len(modes), np.nan)
    points = modes.geometry.to_numpy()
    nearest = np.asarray(lines, dtype=object)[shapely.STRtree(lines).nearest(points)]
    return np.asarray(shapely.distance(points, nearest).round(1))


def _tank_volume_m3(cost_items: str | None) -> float:
    """Return the volume of the tank that is paid for, shared or not; NaN where there is none."""
    paid = {item["item"]: float(item["quantity"]) for item in json.loads(cost_items or "[]")}
    return round(paid.get("tank_volume", np.nan) / paid.get("tank", 1.0), 2)


def _has_flush(rows: pd.DataFrame) -> list[bool | None]:
    """Tell whether the old toilet is flushed: by its litres, else by its type; None if unknown."""
    litres = numbers(rows, "flush_litres")
    return [
        _FLUSHED.get(kind) if np.isnan(amount) else bool(amount > 0.0)
        for amount, kind in zip(litres, texts_of(rows, "existing_toilet"), strict=True)
    ]


def household_sheet(rows: pd.DataFrame, language: Language, *, shows_identity: bool) -> LedgerSheet:
    """Return the household file ledger with the columns of the archive template."""
    words = _Words(rows, language)
    yes_no = (text("word.yes", language), text("word.no", language))
    identity = words.first(IDENTITY.names)
    columns = (
        Column(text_id="ledger.number", values=list(range(1, len(rows) + 1)), number_format="0"),
        Column(text_id="ledger.household_id", values=words.of("household_id"), width=18),
        Column(text_id="ledger.county", values=words.of("county")),
        Column(text_id="ledger.township", values=words.of("township")),
        Column(text_id="ledger.village", values=words.of("village"), width=12),
        Column(text_id="ledger.group", values=words.first(GROUP.names), width=10),
        Column(text_id="ledger.householder", values=words.of("householder_name")),
        Column(
            text_id="ledger.identity",
            values=identity if shows_identity else [masked(item) for item in identity],
            width=20,
        ),
        Column(text_id="ledger.phone", values=words.first(PHONE.names), width=13),
        Column(text_id="ledger.poor", values=words.first(POOR.names), choices=yes_no),
        _number("ledger.persons_registered", rows, "persons_registered", "0"),
        _number("ledger.persons_resident", rows, "persons_resident", "0"),
        _number("ledger.longitude", rows, "longitude", "0.000000", 12),
        _number("ledger.latitude", rows, "latitude", "0.000000", 12),
        Column(text_id="ledger.existing", values=words.choice("existing_toilet"), width=12),
        Column(text_id="ledger.piped", values=words.switch("has_piped_water"), choices=yes_no),
        Column(text_id="ledger.flush", values=words.switch("has_flush")),
        _number("ledger.sewer_distance", rows, "sewer_distance_m", "0.0"),
        Column(text_id="ledger.willing", values=words.switch("is_willing"), choices=yes_no),
        Column(
            text_id="ledger.mode",
            values=words.result("mode", MODES),
            width=14,
            choices=_titles(MODES, language),
        ),
        Column(text_id="ledger.variant", values=words.result("variant", VARIANTS), width=14),
        _number("ledger.tank_volume", rows, "tank_volume_m3", "0.00"),
        Column(text_id="ledger.reason", values=words.of(f"reason_{language}"), width=44),
        _money("ledger.capital", rows, "capital_yuan"),
        _money("ledger.annual", rows, "annual_yuan"),
        _money("ledger.present_value", rows, "present_value_yuan"),
        Column(text_id="ledger.site_check", values=words.switch("needs_site_check")),
        Column(text_id="ledger.uncertain", values=words.switch("is_uncertain")),
        *_filled_columns(rows, BUILDING, language),
        Column(text_id="ledger.note", values=words.of("note"), width=20),
    )
    return LedgerSheet(name_id="ledger.sheet.households", columns=columns, signatures=SIGNATURES)


def sewered_sheet(rows: pd.DataFrame, language: Language) -> LedgerSheet:
    """Return the base ledger of households that are connected to a sewer."""
    sewered = rows[rows["mode"] == "sewer"].reset_index(drop=True)
    words = _Words(sewered, language)
    columns = (
        Column(text_id="ledger.number", values=list(range(1, len(sewered) + 1)), number_format="0"),
        Column(text_id="ledger.household_id", values=words.of("household_id"), width=18),
        Column(text_id="ledger.village", values=words.of("village"), width=12),
        Column(text_id="ledger.householder", values=words.of("householder_name")),
        _number("ledger.persons", sewered, "persons", "0.0"),
        Column(text_id="ledger.system", values=words.of("system_id"), width=12),
        Column(text_id="ledger.plant", values=words.of("plant_id"), width=14),
        _money("ledger.capital", sewered, "capital_yuan"),
        _money("ledger.sewer_share", sewered, "sewer_share_yuan"),
        *_filled_columns(sewered, CONNECTING, language),
    )
    return LedgerSheet(name_id="ledger.sheet.sewered", columns=columns, signatures=SIGNATURES)


def acceptance_sheet(rows: pd.DataFrame, language: Language) -> LedgerSheet:
    """Return the acceptance form, a row per household that is built."""
    built = rows[~rows["mode"].isin(["keep", "undecided"])].reset_index(drop=True)
    words = _Words(built, language)
    columns = (
        Column(text_id="ledger.number", values=list(range(1, len(built) + 1)), number_format="0"),
        Column(text_id="ledger.household_id", values=words.of("household_id"), width=18),
        Column(text_id="ledger.village", values=words.of("village"), width=12),
        Column(text_id="ledger.householder", values=words.of("householder_name")),
        Column(text_id="ledger.mode", values=words.result("mode", MODES), width=14),
        *_filled_columns(built, ACCEPTING, language),
    )
    return LedgerSheet(name_id="ledger.sheet.acceptance", columns=columns, signatures=SIGNATURES)


def _filled_columns(
    rows: pd.DataFrame, columns: Sequence[EditableColumn], language: Language
) -> list[Column]:
    """Return columns that are filled while building, with what an earlier ledger brought back."""
    words = _Words(rows, language)
    verdicts = (text("ledger.passed", language), text("ledger.failed", language))
    filled = []
    for column in columns:
        name = column.name_in(rows.columns)
        if column.kind is CellKind.MONEY:
            money = _number(column.text_id, rows, name, "#,##0.00", 11.0)
            filled.append(replace(money, has_total=True))
        elif column.kind is CellKind.VERDICT:
            values = words.verdict(name)
            filled.append(Column(text_id=column.text_id, values=values, choices=verdicts))
        else:
            filled.append(Column(text_id=column.text_id, values=words.of(name), width=12))
    return filled


def _number(
    text_id: str, rows: pd.DataFrame, column: str, number_format: str, width: float = 10.0
) -> Column:
    values = rows[column] if column in rows else pd.Series(np.nan, index=rows.index)
    known = pd.to_numeric(values, errors="coerce")
    return Column(
        text_id=text_id,
        values=known.to_numpy(dtype=np.float64, na_value=np.nan).tolist(),
        width=width,
        number_format=number_format,
    )


def _money(text_id: str, rows: pd.DataFrame, column: str) -> Column:
    values = rows[column].to_numpy(dtype=np.float64, na_value=np.nan)
    return Column(
        text_id=text_id,
        values=np.round(values, 2).tolist(),
        width=12,
        number_format="#,##0",
        has_total=True,
    )


def _titles(choices: Sequence[Choice], language: Language) -> tuple[str, ...]:
    return tuple(item.title_zh if language == "zh" else item.title_en for item in choices)


class _Words:
    """Columns of a table as words in one language."""

    def __init__(self, rows: pd.DataFrame, language: Language) -> None:
        self._rows = rows
        self._language = language

    def of(self, column: str) -> list[str]:
        """Return a column of texts, empty where missing."""
        if column not in self._rows:
            return [""] * len(self._rows)
        return ["" if pd.isna(value) else str(value) for value in self._rows[column]]

    def first(self, columns: Sequence[str]) -> list[str]:
        """Return the first of some columns that the source has."""
        present = [name for name in columns if name in self._rows]
        return self.of(present[0]) if present else [""] * len(self._rows)

    def switch(self, column: str) -> list[str]:
        """Return yes, no or nothing."""
        yes, no = text("word.yes", self._language), text("word.no", self._language)
        if column not in self._rows:
            return [""] * len(self._rows)
        return ["" if pd.isna(item) else yes if item else no for item in self._rows[column]]

    def verdict(self, column: str) -> list[str]:
        """Return passed, failed or nothing; kept in Chinese on the layer."""
        titles = {
            text(name, "zh"): text(name, self._language)
            for name in ("ledger.passed", "ledger.failed")
        }
        return [titles.get(value, value) for value in self.of(column)]

    def choice(self, column: str) -> list[str]:
        """Return the titles of an input field's enumeration."""
        return self.result(column, schema_of("households").field(column).choices)

    def result(self, column: str, choices: Sequence[Choice]) -> list[str]:
        """Return the titles of a result column's enumeration."""
        titles = dict(zip((item.value for item in choices), _titles(choices, self._language),
                          strict=True))  # fmt: skip
        return [titles.get(value, value) for value in self.of(column)]
