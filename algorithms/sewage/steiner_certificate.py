"""A lower bound that anyone can recompute, whoever found its multipliers.

The multipliers weigh valid statements about every tree; what the weighed
statements leave of the arc costs is the bound. Nothing of the solver that
proposed them is trusted but their values.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np

from algorithms.errors import InputError
from algorithms.sewage._steiner_flow_kernels import arcs_into
from algorithms.sewage.steiner_bounds import Cut
from algorithms.sewage.steiner_graph import BoolArray, FloatArray, SteinerGraph

# Rounding of the recomputation itself, as a share of all terms summed.
ROUNDING_SHARE = 1e-13


@dataclass(frozen=True, kw_only=True)
class CutCertificate:
    """Multipliers of the directed cut formulation.

    Attributes
    ----------
    cuts, cut_dual
        Some arc enters the cut's nodes or its terminal is left out;
        multipliers not negative.
    degree_dual
        A prized node is entered once or left out (any sign); another node is
        entered at most once (not positive); shape (nodes,).
    balance_dual
        A node without prize is entered no more often than left (not
        positive); 0 at all other nodes; shape (nodes,).
    """

    cuts: tuple[Cut, ...]
    cut_dual: FloatArray
    degree_dual: FloatArray
    balance_dual: FloatArray


def certified_bound(
    graph: SteinerGraph, certificate: CutCertificate, usable: BoolArray
) -> tuple[float, FloatArray]:
    """Recompute the bound of a certificate in float64.

    Parameters
    ----------
    graph
        The problem, with a root.
    certificate
        The multipliers.
    usable
        Arcs not ruled out before; the bound holds for trees of these only.

    Returns
    -------
    The bound, and the reduced cost of every arc.

    Raises
    ------
    algorithms.errors.InputError
        ``steiner.certificate_refused`` when a cut or a sign is not valid.
    """
    _refuse_invalid(graph, certificate)
    tail, head = graph.arcs.tail, graph.arcs.head
    reduced = (
        graph.cost
        - certificate.degree_dual[head]
        - certificate.balance_dual[head]
        + certificate.balance_dual[tail]
    )
    left_out = graph.prize - np.where(graph.prize > 0.0, certificate.degree_dual, 0.0)
    for cut, dual in zip(certificate.cuts, certificate.cut_dual, strict=True):
        reduced[arcs_into(graph.arcs, cut.nodes)] -= dual
        left_out[cut.terminal] -= dual
    terms = np.concatenate((certificate.degree_dual, certificate.cut_dual))
    losses = np.minimum(np.concatenate((reduced[usable], left_out[np.isfinite(left_out)])), 0.0)
    size = fsum(np.abs(terms)) + fsum(graph.cost[usable])
    return fsum(terms) + fsum(losses) - ROUNDING_SHARE * size, reduced


def _refuse_invalid(graph: SteinerGraph, certificate: CutCertificate) -> None:
    degree, balance = certificate.degree_dual, certificate.balance_dual
    has_prize = graph.prize > 0.0
    faults = {
        "multipliers that are not finite": not all(
            np.isfinite(values).all() for values in (certificate.cut_dual, degree, balance)
        ),
        "a cut with a negative multiplier": bool((certificate.cut_dual < 0.0).any()),
        "a degree multiplier of the wrong sign": bool((degree[~has_prize] > 0.0).any()),
        "a multiplier at the root": degree[graph.root] != 0.0 or balance[graph.root] != 0.0,
        "a balance multiplier of the wrong sign": bool((balance > 0.0).any()),
        "a balance multiplier at a prized node": bool((balance[has_prize] != 0.0).any()),
        "a cut around the root": any(graph.root in cut.nodes for cut in certificate.cuts),
        "a cut without its terminal": any(
            cut.terminal not in cut.nodes for cut in certificate.cuts
        ),
        "a cut for a node without prize": any(
            not has_prize[cut.terminal] for cut in certificate.cuts
        ),
    }
    for reason, found in faults.items():
        if found:
            raise InputError("steiner.certificate_refused", reason=reason)
