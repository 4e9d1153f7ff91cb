"""Sewer systems as EPA SWMM input with the engine's report."""
