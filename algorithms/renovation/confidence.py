"""How firmly each household's mode stands when prices and persons vary."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from algorithms.parameters import declared
from algorithms.progress import SILENT, Progress
from algorithms.renovation.households import BoolArray, FloatArray
from algorithms.renovation.plan import RenovationInput, RenovationPlan
from algorithms.renovation.planning import redecide_renovation
from algorithms.sewage.design import DesignBasis
from algorithms.sewage.outlets import Outlets

_Prices = TypeVar("_Prices")
_MODES = np.array(["sewer", "septic_tank", "dry", "keep", "undecided"])[:, np.newaxis]


@dataclass(frozen=True, kw_only=True)
class ConfidenceParameters:
    """How often and how far prices and persons are varied."""

    confidence_runs: int = declared("mode.confidence_runs")
    price_spread: float = declared("mode.price_spread")
    persons_spread: float = declared("mode.persons_spread")
    uncertain_below: float = declared("mode.uncertain_below")
    seed: int = declared("mode.seed")


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """How firmly modes stand; arrays have shape (H,).

    Attributes
    ----------
    share
        Share of varied plans that keep the mode; NaN where none was made.
    alternative
        The mode that most of the other plans choose, empty where there is none.
    is_uncertain
        Whether the share is under the declared limit.
    """

    share: FloatArray
    alternative: NDArray[np.str_]
    is_uncertain: BoolArray


def mode_confidence(
    data: RenovationInput,
    plan: RenovationPlan,
    parameters: ConfidenceParameters,
    progress: Progress = SILENT,
) -> Confidence:
    """Return in what share of varied plans each household keeps its mode.

    Every price of the price book is multiplied by its own log-normal factor,
    and so are every household's persons (at least one). For each variation all
    rules are checked again, all modes priced again, and the sewers decided
    again: the present ones, and a layout of its own in which new branches and
    plants may open and present ones close, are both given their true design and
    cut; the better stands. A mode set by hand is certain.
    """
    runs = parameters.confidence_runs
    if runs == 0:
        nothing = np.full(len(plan.mode), "")
        return Confidence(
            share=np.full(len(plan.mode), np.nan), alternative=nothing, is_uncertain=nothing != ""
        )
    votes = np.zeros((len(_MODES), len(plan.mode)))
    generator = np.random.default_rng(parameters.seed)
    for run in range(runs):
        progress.report("renovation.confidence", run / runs)
        varied = _varied(data, parameters, generator)
        votes += redecide_renovation(varied, plan).mode == _MODES
    kept = plan.mode == _MODES
    by_hand = data.fixed_mode != ""
    share = np.where(by_hand, 1.0, votes[kept.argmax(axis=0), np.arange(len(by_hand))] / runs)
    others = np.where(kept | by_hand, 0.0, votes)
    most = _MODES[others.argmax(axis=0), 0]
    return Confidence(
        share=share,
        alternative=np.where(others.any(axis=0), most, ""),
        is_uncertain=share < parameters.uncertain_below,
    )


def _varied(
    data: RenovationInput, parameters: ConfidenceParameters, generator: np.random.Generator
) -> RenovationInput:
    spread = parameters.price_spread
    factor = np.exp(generator.normal(0.0, parameters.persons_spread, len(data.households)))
    persons = np.maximum(np.rint(data.households.persons * factor), 1.0)
    graph = data.basis.graph
    surface = graph.edge_surface_yuan_m * np.exp(generator.normal(0.0, spread))
    basis = DesignBasis(
        graph=replace(graph, edge_surface_yuan_m=surface),
        rules=data.basis.rules,
        prices=_varied_prices(data.basis.prices, spread, generator),
        factors=data.basis.factors,
    )
    return replace(
        data,
        households=replace(data.households, persons=persons),
        basis=basis,
        onsite_prices=_varied_prices(data.onsite_prices, spread, generator),
        outlets=_varied_outlets(data.outlets, spread, generator),
    )


def _varied_prices(prices: _Prices, spread: float, generator: np.random.Generator) -> _Prices:
    """Return a price book with every price in yuan multiplied by its own factor."""
    names = [field.name for field in fields(prices) if "yuan" in field.name]  # type: ignore[arg-type]
    factors = np.exp(generator.normal(0.0, spread, len(names)))
    changes: dict[str, Any] = {
        name: getattr(prices, name) * float(factor)
        for name, factor in zip(names, factors, strict=True)
    }
    return replace(prices, **changes)  # type: ignore[type-var]


def _varied_outlets(outlets: Outlets, spread: float, generator: np.random.Generator) -> Outlets:
    """Return the outlets with one factor for each price and kind."""
    kinds = outlets.kind.max(initial=0) + 1
    factor = np.exp(generator.normal(0.0, spread, (3, int(kinds))))[:, outlets.kind]
    return replace(
        outlets,
        capital_yuan=outlets.capital_yuan * factor[0],
        capital_yuan_per_person=outlets.capital_yuan_per_person * factor[1],
        annual_yuan_per_person=outlets.annual_yuan_per_person * factor[2],
    )
