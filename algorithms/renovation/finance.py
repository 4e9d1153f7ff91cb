"""Whole-life cost: what is paid over the years, in money of today.

Every part is bought at the start, bought again whenever its life ends before
the horizon, and what is left of it at the horizon counts back along a straight
line. Yearly cost is paid at the end of each year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.parameters import declared


@dataclass(frozen=True, kw_only=True)
class FinanceParameters:
    """Horizon, discount rate and lives of the parts, in years."""

    horizon_years: int = declared("finance.horizon_years")
    discount_rate: float = declared("finance.discount_rate")
    life_household_years: int = declared("finance.life_household_years")
    life_tank_years: int = declared("finance.life_tank_years")
    life_dry_years: int = declared("finance.life_dry_years")
    life_sewer_years: int = declared("finance.life_sewer_years")
    life_pump_years: int = declared("finance.life_pump_years")
    life_plant_years: int = declared("finance.life_plant_years")

    def capital_factor(self, life_years: int) -> float:
        """Return present value over price of a part with that life.

        Examples
        --------
        A part that lives as long as the horizon is bought once. One that lives
        half as long, at no interest, is bought twice.
        """
        purchases = np.arange(0, self.horizon_years, life_years)
        growth = 1.0 + self.discount_rate
        left_share = (purchases[-1] + life_years - self.horizon_years) / life_years
        return float((growth**-purchases).sum() - left_share * growth**-self.horizon_years)

    @property
    def annual_factor(self) -> float:
        """Present value over yearly cost."""
        if self.discount_rate == 0.0:
            return float(self.horizon_years)
        return float((1.0 - (1.0 + self.discount_rate) ** -self.horizon_years) / self.discount_rate)
