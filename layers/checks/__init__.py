"""Checks over all layers of a study area: the data report."""

from layers.checks.limits import CheckLimits
from layers.checks.missing import MissingData, missing_for_analyses
from layers.checks.report import check_layers

__all__ = ["CheckLimits", "MissingData", "check_layers", "missing_for_analyses"]
