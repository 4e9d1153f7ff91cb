"""Counts and sums of a plan, as the tables on the sheets show them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.result_schema import MODES, SITE_KINDS
from siting_tool.export.sheets.plan_data import PlanData, title_of_choice
from siting_tool.export.sheets.tables import Table
from siting_tool.project.columns import numbers, point_xy, words

MODE_NAMES = tuple(choice.value for choice in MODES)
SITE_KIND_NAMES = tuple(choice.value for choice in SITE_KINDS)
_PER_WAN = 10_000.0
_FACILITIES_MOST = 16


@dataclass(frozen=True, kw_only=True)
class AreaFigures:
    """Counts and sums of one village, or of all.

    Attributes
    ----------
    households
        All of them.
    by_mode, capital_by_mode_yuan
        Households and cost by mode.
    sites_by_kind
        Public toilets by kind.
    site_cost_yuan, stalls
        Of the public toilets.
    """

    households: int
    by_mode: dict[str, int]
    capital_by_mode_yuan: dict[str, float]
    sites_by_kind: dict[str, int]
    site_cost_yuan: float
    stalls: int

    @property
    def household_cost_yuan(self) -> float:
        """Cost of all households."""
        return sum(self.capital_by_mode_yuan.values())


def area_figures(plan: PlanData, village_code: str | None = None) -> AreaFigures:
    """Return the figures of one village, of the whole plan without a code."""
    role = plan.household_role
    here = _of_village(plan, role, village_code)
    frame, modes = plan.frame(role), words(plan.frame(role), "mode")[here]
    capital = np.nan_to_num(numbers(frame, "capital_yuan"))[here]
    sites, at = plan.frame("toilet_sites"), _of_village(plan, "toilet_sites", village_code)
    kinds = words(sites, "kind")[at]
    return AreaFigures(
        households=int(here.sum()),
        by_mode={mode: int((modes == mode).sum()) for mode in MODE_NAMES},
        capital_by_mode_yuan={mode: float(capital[modes == mode].sum()) for mode in MODE_NAMES},
        sites_by_kind={kind: int((kinds == kind).sum()) for kind in SITE_KIND_NAMES},
        site_cost_yuan=float(np.nan_to_num(numbers(sites, "cost_yuan"))[at].sum()),
        stalls=int(np.nan_to_num(numbers(sites, "stalls"))[at].sum()),
    )


def _of_village(plan: PlanData, role: str, code: str | None) -> NDArray[np.bool_]:
    if code is None:
        return np.ones(len(plan.frame(role)), dtype=bool)
    return np.asarray(plan.village_of(role) == code, dtype=bool)


def wan(yuan: float) -> str:
    """Return an amount in units of ten thousand yuan.

    Examples
    --------
    >>> wan(1234567.0)
    '123.46'
    """
    return f"{yuan / _PER_WAN:.2f}"


def mode_table(plan: PlanData, figures: AreaFigures) -> Table:
    """Return households and cost by mode with their total."""
    rows = [
        (
            title_of_choice("household_modes", "mode", mode, plan.language),
            str(figures.by_mode[mode]),
            wan(figures.capital_by_mode_yuan[mode]),
        )
        for mode in MODE_NAMES
    ]
    rows.append((plan.word("total"), str(figures.households), wan(figures.household_cost_yuan)))
    return Table(
        title=plan.word("table_modes"),
        header=(plan.word("mode"), plan.word("households"), plan.word("cost_wan")),
        rows=rows, shares=(3.0, 1.6, 2.2), bold_last=True,
    )  # fmt: skip


def toilet_table(plan: PlanData, figures: AreaFigures) -> Table:
    """Return the public toilets by kind with stalls and cost."""
    rows = [
        (title_of_choice("toilet_sites", "kind", kind, plan.language), str(count))
        for kind, count in figures.sites_by_kind.items()
    ]
    rows += [
        (plan.word("stalls"), str(figures.stalls)),
        (plan.word("cost_wan"), wan(figures.site_cost_yuan)),
    ]
    return Table(title=plan.word("table_toilets"), rows=rows, shares=(3.8, 1.6))


def facility_tables(plan: PlanData, village_code: str) -> list[Table]:
    """Return the coordinates of the public toilets and plants of a village; none without any."""
    rows: list[tuple[str, str, str]] = []
    for role, id_column in (("toilet_sites", "site_id"), ("treatment_plants", "plant_id")):
        here = _of_village(plan, role, village_code)
        places = point_xy(plan.frame(role))[here]
        names = words(plan.frame(role), id_column)[here]
        rows += [(name, f"{y:.2f}", f"{x:.2f}") for name, (x, y) in zip(names, places, strict=True)]
    if not rows:
        return []
    if len(rows) > _FACILITIES_MOST:
        rows = [*rows[:_FACILITIES_MOST], (plan.word("see_ledger"), "", "")]
    header = (plan.word("facility"), plan.word("card_north"), plan.word("card_east"))
    title = plan.word("table_facilities")
    return [Table(title=title, header=header, rows=rows, shares=(1.6, 2.0, 2.0))]


def village_table(plan: PlanData) -> Table:
    """Return a row per village: households by mode, public toilets, cost; with the total."""
    rows = [_village_row(village.name, area_figures(plan, village.code))
            for village in plan.villages]  # fmt: skip
    rows.append(_village_row(plan.word("total"), area_figures(plan)))
    modes = [plan.word(f"short_{mode}") for mode in MODE_NAMES]
    return Table(
        title=plan.word("table_villages"),
        header=(
            plan.word("village"), plan.word("short_households"), *modes, plan.word("toilets"),
            plan.word("cost_wan"),
        ),
        rows=rows, shares=(3.0, *(1.4,) * 7, 2.9), bold_last=True,
    )  # fmt: skip


def _village_row(name: str, figures: AreaFigures) -> tuple[str, ...]:
    counts = [figures.households, *figures.by_mode.values(), sum(figures.sites_by_kind.values())]
    cost = figures.household_cost_yuan + figures.site_cost_yuan
    return (name, *map(str, counts), wan(cost))
