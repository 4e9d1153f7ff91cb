"""Location models: LSCP, MCLP, p-median, p-center; candidates; stalls."""

from algorithms.siting.lscp import solve_lscp
from algorithms.siting.mclp import solve_mclp
from algorithms.siting.p_center import solve_p_center
from algorithms.siting.p_median import solve_p_median
from algorithms.siting.result import SitingResult

__all__ = [
    "SitingResult",
    "solve_lscp",
    "solve_mclp",
    "solve_p_center",
    "solve_p_median",
]
