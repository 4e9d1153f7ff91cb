"""Ledgers of public toilets, pipes, manholes, plants, and the budget."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from layers.result_schema import (
    PIPE_KINDS,
    PLANT_KINDS,
    SITE_ACTIONS,
    SITE_KINDS,
    STATION_KINDS,
)
from resources.texts import Language, text
from siting_tool.export.ledger.sheet import Column, LedgerSheet, number_column, titles_of
from siting_tool.export.ledger.signatures import SIGNATURES
from siting_tool.export.plan_layers import enclosing_areas_note
from siting_tool.project.study_area import enclosing_areas, village_names

if TYPE_CHECKING:
    from siting_tool.project.project import Project, Scenario


def toilet_sheet(sites: gpd.GeoDataFrame, language: Language) -> LedgerSheet:
    """Return the public toilet ledger with the headings of the archive template."""
    degrees = sites.geometry.to_crs("EPSG:4490")
    count = len(sites)
    blank: list[Any] = [None] * count
    columns = (
        Column(text_id="ledger.site_id", values=_texts(sites, "site_id"), width=12),
        Column(text_id="ledger.site_name", values=_texts(sites, "site_name"), width=20),
        Column(text_id="ledger.village", values=_texts(sites, "village_name"), width=12),
        Column(text_id="ledger.kind", values=titles_of(sites["kind"], SITE_KINDS, language)),
        Column(text_id="ledger.action", values=titles_of(sites["action"], SITE_ACTIONS, language)),
        number_column("ledger.longitude", degrees.x, "0.000000", 12),
        number_column("ledger.latitude", degrees.y, "0.000000", 12),
        number_column("ledger.area", sites["area_m2"], "0.0"),
        number_column("ledger.stalls_men", sites["stalls_men"], "0", total=True),
        number_column("ledger.stalls_women", sites["stalls_women"], "0", total=True),
        number_column("ledger.stalls_accessible", sites["stalls_accessible"], "0", total=True),
        number_column("ledger.persons_served", sites["persons_served"], "#,##0", total=True),
        number_column("ledger.walk_mean", sites["walk_mean_m"], "0"),
        number_column("ledger.walk_max", sites["walk_max_m"], "0"),
        number_column("ledger.cost", sites["cost_yuan"], "#,##0", 12, total=True),
        *(
            Column(text_id=f"ledger.{name}", values=blank, width=11)
            for name in (
                "land", "built_by", "builder", "begun_on", "finished_on", "keeper", "phone",
                "inspection_1", "inspection_2", "inspection_3", "photos", "note",
            )
        ),
    )  # fmt: skip
    return LedgerSheet(name_id="ledger.sheet.toilets", columns=columns, signatures=SIGNATURES)


def pipe_sheet(pipes: gpd.GeoDataFrame, language: Language) -> LedgerSheet:
    """Return the ledger of pipes with levels and hydraulics."""
    columns = (
        Column(text_id="ledger.system", values=_texts(pipes, "system_id"), width=10),
        Column(text_id="ledger.pipe_id", values=_texts(pipes, "pipe_id"), width=12),
        Column(text_id="ledger.kind", values=titles_of(pipes["kind"], PIPE_KINDS, language)),
        Column(text_id="ledger.up_manhole", values=_texts(pipes, "up_manhole_id"), width=12),
        Column(text_id="ledger.down_manhole", values=_texts(pipes, "down_manhole_id"), width=12),
        number_column("ledger.diameter_mm", pipes["diameter_m"] * 1000, "0"),
        number_column("ledger.length", pipes["length_m"], "0.0", total=True),
        number_column("ledger.gradient", pipes["gradient"], "0.0000"),
        number_column("ledger.invert_up", pipes["invert_up_m"], "0.00"),
        number_column("ledger.invert_down", pipes["invert_down_m"], "0.00"),
        number_column("ledger.cover_up", pipes["cover_up_m"], "0.00"),
        number_column("ledger.cover_down", pipes["cover_down_m"], "0.00"),
        number_column("ledger.flow_l_s", pipes["flow_m3_s"] * 1000, "0.000"),
        number_column("ledger.depth_ratio", pipes["depth_ratio"], "0.00"),
        number_column("ledger.velocity", pipes["velocity_m_s"], "0.00"),
        number_column("ledger.households", pipes["households"], "0"),
        number_column("ledger.cost", pipes["cost_yuan"], "#,##0", 12, total=True),
    )
    return LedgerSheet(name_id="ledger.sheet.pipes", columns=columns, signatures=SIGNATURES)


def manhole_sheet(manholes: gpd.GeoDataFrame, language: Language) -> LedgerSheet:
    """Return the ledger of manholes."""
    columns = (
        Column(text_id="ledger.system", values=_texts(manholes, "system_id")),
        Column(text_id="ledger.manhole_id", values=_texts(manholes, "manhole_id"), width=12),
        number_column("ledger.x", manholes.geometry.x, "0.00", 13),
        number_column("ledger.y", manholes.geometry.y, "0.00", 13),
        number_column("ledger.ground", manholes["ground_level_m"], "0.00"),
        number_column("ledger.invert", manholes["invert_level_m"], "0.00"),
        number_column("ledger.depth", manholes["depth_m"], "0.00"),
        number_column("ledger.diameter_mm", manholes["diameter_m"] * 1000, "0"),
        Column(text_id="ledger.is_drop", values=_switches(manholes["is_drop"], language)),
        number_column("ledger.cost", manholes["cost_yuan"], "#,##0", 12, total=True),
    )
    return LedgerSheet(name_id="ledger.sheet.manholes", columns=columns, signatures=SIGNATURES)


def facility_sheet(
    stations: gpd.GeoDataFrame, plants: gpd.GeoDataFrame, language: Language
) -> LedgerSheet:
    """Return the ledger of pumping stations and treatment plants."""
    kinds = titles_of(stations["kind"], STATION_KINDS, language) + titles_of(
        plants["kind"], PLANT_KINDS, language
    )
    both = pd.concat(
        [
            stations.rename(columns={"station_id": "facility_id"}),
            plants.rename(columns={"plant_id": "facility_id"}),
        ],
        ignore_index=True,
    )
    columns = (
        Column(text_id="ledger.system", values=_texts(both, "system_id")),
        Column(text_id="ledger.facility_id", values=_texts(both, "facility_id"), width=14),
        Column(text_id="ledger.kind", values=kinds, width=22),
        number_column("ledger.households", both["households"], "0"),
        number_column("ledger.flow_m3_d", both["flow_m3_d"], "0.0"),
        number_column("ledger.head", both["head_m"], "0.0"),
        number_column("ledger.power", both["power_kw"], "0.00"),
        number_column("ledger.capital", both["capital_yuan"], "#,##0", 12, total=True),
        number_column("ledger.annual", both["annual_yuan"], "#,##0", 12, total=True),
    )
    return LedgerSheet(name_id="ledger.sheet.facilities", columns=columns, signatures=SIGNATURES)


def village_sheet(project: Project, scenario: Scenario, language: Language) -> LedgerSheet:
    """Return the summary by village, without boundaries that only enclose villages."""
    names = village_names(project)
    modes = scenario.results.get("household_modes")
    sites = scenario.results.get("toilet_sites")
    access = scenario.results.get("household_access")
    used = {code for frame in (modes, sites) if frame is not None for code in _villages_of(frame)}
    above = enclosing_areas(project, used)
    codes = sorted({*names, *used}.difference(above))
    names[""] = text("sheets.no_village", language)
    columns = [
        Column(text_id="ledger.village_code", values=codes, width=15),
        Column(text_id="ledger.village", values=[names.get(code, "") for code in codes], width=14),
    ]
    if modes is not None:
        columns += _mode_columns(modes, codes)
    if sites is not None and access is not None:
        columns += _toilet_columns(sites, access, codes)
    return LedgerSheet(
        name_id="ledger.sheet.villages",
        columns=tuple(columns),
        signatures=SIGNATURES,
        note=enclosing_areas_note(above, language) if above else "",
    )


def _villages_of(frame: pd.DataFrame) -> pd.Series:
    """Return village codes, empty for what lies in no village."""
    return frame["village_code"].fillna("")


def _mode_columns(modes: gpd.GeoDataFrame, codes: list[str]) -> list[Column]:
    counts = pd.crosstab(_villages_of(modes), modes["mode"]).reindex(codes, fill_value=0)
    columns = [
        number_column(
            f"mode.{mode}", counts[mode] if mode in counts else [0] * len(codes), "0", total=True
        )
        for mode in ("sewer", "septic_tank", "dry", "keep", "undecided")
    ]
    money = modes.groupby(_villages_of(modes))[["capital_yuan", "annual_yuan"]].sum()
    money = money.reindex(codes, fill_value=0.0)
    columns.append(number_column("ledger.capital", money["capital_yuan"], "#,##0", 13, total=True))
    columns.append(number_column("ledger.annual", money["annual_yuan"], "#,##0", 13, total=True))
    return columns


def _toilet_columns(
    sites: gpd.GeoDataFrame, access: gpd.GeoDataFrame, codes: list[str]
) -> list[Column]:
    built = (sites["action"] != "close").groupby(_villages_of(sites)).sum()
    by_village = access.groupby(_villages_of(access))
    persons, walk = by_village["persons"].sum(), by_village["walk_m"].mean()
    covered = (access["persons"] * access["is_covered"]).groupby(_villages_of(access)).sum()
    return [
        number_column("ledger.toilets", built.reindex(codes, fill_value=0), "0", total=True),
        number_column(
            "ledger.persons", persons.reindex(codes, fill_value=0.0), "#,##0", total=True
        ),
        number_column(
            "ledger.covered", covered.reindex(codes, fill_value=0.0), "#,##0", total=True
        ),
        number_column("ledger.walk_mean", walk.reindex(codes), "0"),
    ]


def budget_rows(scenario: Scenario) -> pd.DataFrame:
    """Return quantities and amounts of everything that is built, by item.

    Columns: group, item, unit, quantity, amount_yuan.
    """
    rows: list[dict[str, Any]] = []
    modes = scenario.results.get("household_modes")
    if modes is not None:
        for entries in modes["cost_items"].dropna():
            rows += [
                {"group": "households", "item": item["item"], "unit": item["unit"],
                 "quantity": item["quantity"], "amount_yuan": item["amount_yuan"]}
                for item in json.loads(entries)
                if item["kind"] == "capital"
            ]  # fmt: skip
    sites = scenario.results.get("toilet_sites")
    if sites is not None:
        rows += [
            {"group": "toilets", "item": f"toilet_{action}", "unit": "", "quantity": 1.0,
             "amount_yuan": cost}
            for action, cost in zip(sites["action"], sites["cost_yuan"], strict=True)
        ]  # fmt: skip
    if not rows:
        return pd.DataFrame(columns=["group", "item", "unit", "quantity", "amount_yuan"])
    table = pd.DataFrame(rows)
    return table.groupby(["group", "item", "unit"], as_index=False, sort=True).sum()


def _texts(frame: pd.DataFrame, column: str) -> list[str]:
    return ["" if pd.isna(value) else str(value) for value in frame[column]]


def _switches(column: pd.Series, language: Language) -> list[str]:
    return [text("word.yes" if value else "word.no", language) for value in column.astype(bool)]
