"""Household cards: one page for each household that is renovated."""
