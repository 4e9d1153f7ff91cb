"""Stalls, floor area and cost of a public toilet from the people it serves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.parameters import declared


@dataclass(frozen=True, kw_only=True)
class StallRules:
    """How many stalls a toilet needs; every value is a declared parameter."""

    persons_per_stall_men: float = declared("public.persons_per_stall_men")
    persons_per_stall_women: float = declared("public.persons_per_stall_women")
    visitors_per_stall_day: float = declared("public.visitors_per_stall_day")
    min_stalls_each: int = declared("public.min_stalls_each")
    min_stalls_total: int = declared("public.min_stalls_total")
    women_to_men_ratio: float = declared("public.women_to_men_ratio")
    women_to_men_ratio_busy: float = declared("public.women_to_men_ratio_busy")
    busy_visitors_per_day: float = declared("public.busy_visitors_per_day")
    area_per_stall_m2: float = declared("public.area_per_stall_m2")
    min_area_m2: float = declared("public.min_area_m2")


@dataclass(frozen=True, kw_only=True)
class StallNumbers:
    """Stalls and floor area per site, arrays of shape (sites,)."""

    men: NDArray[np.int64]
    women: NDArray[np.int64]
    accessible: NDArray[np.int64]
    area_m2: NDArray[np.float64]

    @property
    def total(self) -> NDArray[np.int64]:
        """All stalls of each site."""
        return self.men + self.women + self.accessible


def size_stalls(
    persons_served: NDArray[np.float64],
    visitors_per_day: NDArray[np.float64],
    rules: StallRules,
) -> StallNumbers:
    """Size public toilets for residents and visitors.

    Half of the residents and visitors are taken as men, half as women. Each
    side gets residents / persons-per-stall + visitors / visitors-per-stall
    stalls, rounded up, at least its minimum; women get at least the stated
    ratio to men (busier places a higher one); every site has one accessible
    stall (GB 50763; ratios CJJ 14-2016). A total under the minimum is filled
    up on the women's side.

    Parameters
    ----------
    persons_served, visitors_per_day
        Residents who walk to the site, visitors near it; shape (sites,).
    rules
        Declared numbers.

    Examples
    --------
    600 residents: men 300 / 90 = 3.3, so 4; women 300 / 60 = 5, at least
    1.5 x 4 = 6, so 6.
    """
    visitor_stalls = visitors_per_day / 2.0 / rules.visitors_per_stall_day
    men = _at_least(persons_served / 2.0 / rules.persons_per_stall_men + visitor_stalls, rules)
    women = _at_least(persons_served / 2.0 / rules.persons_per_stall_women + visitor_stalls, rules)
    busy = visitors_per_day >= rules.busy_visitors_per_day
    ratio = np.where(busy, rules.women_to_men_ratio_busy, rules.women_to_men_ratio)
    women = np.maximum(women, _round_up(ratio * men))
    accessible = np.ones_like(men)
    women = women + np.maximum(rules.min_stalls_total - men - women - accessible, 0)
    total = men + women + accessible
    area_m2 = np.maximum(rules.min_area_m2, rules.area_per_stall_m2 * total)
    return StallNumbers(men=men, women=women, accessible=accessible, area_m2=area_m2)


def _at_least(stalls: NDArray[np.float64], rules: StallRules) -> NDArray[np.int64]:
    return np.maximum(_round_up(stalls), rules.min_stalls_each)


def _round_up(stalls: NDArray[np.float64]) -> NDArray[np.int64]:
    # 1e-9 keeps 5.000000001, which is 5 up to rounding, from becoming 6.
    return np.ceil(stalls - 1e-9).astype(np.int64)
