"""Costs as lists of items, so that every sum can be shown item by item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from algorithms.renovation.finance import FinanceParameters
from algorithms.renovation.households import FloatArray


@dataclass(frozen=True, kw_only=True)
class CostItem:
    """One row of the price book with its quantity at every household.

    Attributes
    ----------
    code
        Id of its title.
    unit
        Unit of the quantity.
    quantity
        Shape (H,); 0 where the item isn't needed.
    unit_price_yuan
        Price of one unit, one for all or shape (H,).
    life_years
        Years after which it is bought again; 0 for a yearly cost.
    """

    code: str
    unit: str
    quantity: FloatArray
    unit_price_yuan: float | FloatArray
    life_years: int

    @property
    def amount_yuan(self) -> FloatArray:
        """Quantity times price, shape (H,)."""
        return np.asarray(self.quantity * self.unit_price_yuan)


@dataclass(frozen=True, kw_only=True)
class CostTable:
    """Everything one mode costs at every household."""

    items: tuple[CostItem, ...]

    @property
    def capital_yuan(self) -> FloatArray:
        """First cost, shape (H,)."""
        return sum_of([i for i in self.items if i.life_years > 0])

    @property
    def annual_yuan(self) -> FloatArray:
        """Yearly cost, shape (H,)."""
        return sum_of([i for i in self.items if i.life_years == 0])

    def present_value_yuan(self, finance: FinanceParameters) -> FloatArray:
        """Whole-life cost, shape (H,)."""
        factors = [
            finance.capital_factor(i.life_years) if i.life_years else finance.annual_factor
            for i in self.items
        ]
        amounts = [i.amount_yuan for i in self.items]
        return np.asarray(np.einsum("i,ih->h", factors, np.asarray(amounts, dtype=np.float64)))


def sum_of(items: list[CostItem]) -> FloatArray:
    """Return the sum of the items at every household."""
    return np.asarray(np.sum([item.amount_yuan for item in items], axis=0))
