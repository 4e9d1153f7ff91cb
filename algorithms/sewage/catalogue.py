"""The pipe sizes on offer, with what each carries at its gradient and costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from algorithms.sewage.hydraulics import flow_m3_s
from algorithms.sewage.parameters import SewerParameters, SewerPrices

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class PipeCatalogue:
    """Pipe sizes, ascending; every array has shape (sizes,).

    Attributes
    ----------
    diameter_m
        Inside diameter.
    min_gradient, max_gradient
        Smallest gradient by size, steepest that is laid. The velocity limit is
        kept at the actual flow, see `_design_kernels.steepest_gradient`.
    capacity_m3_s
        Flow at the design fill and gradient 1; times sqrt(gradient) elsewhere.
        Up to DN300 not more than full bore carries.
    price_yuan_m
        In earth, without road surface, at depths up to 1.5 m.
    """

    diameter_m: FloatArray
    min_gradient: FloatArray
    max_gradient: FloatArray
    fill: FloatArray
    capacity_m3_s: FloatArray
    price_yuan_m: FloatArray


def pipe_catalogue(rules: SewerParameters, prices: SewerPrices) -> PipeCatalogue:
    """Return the sizes from the smallest public sewer on."""
    diameter = np.array([0.11, 0.16, 0.2, 0.3, 0.4])
    gradient = np.array([rules.min_gradient_dn110, rules.min_gradient_dn160,
                         rules.min_gradient_dn200, rules.min_gradient_dn300,
                         rules.min_gradient_dn400])  # fmt: skip
    price = np.array([prices.sewer_dn110_yuan_m, prices.sewer_dn160_yuan_m,
                      prices.sewer_dn200_yuan_m, prices.sewer_dn300_yuan_m,
                      prices.sewer_dn400_yuan_m])  # fmt: skip
    allowed = diameter >= min(rules.min_diameter_m, diameter[-1]) - 1e-9
    diameter, gradient, price = diameter[allowed], gradient[allowed], price[allowed]
    fill = fill_limit(diameter, rules)
    return PipeCatalogue(
        diameter_m=diameter,
        min_gradient=gradient,
        max_gradient=np.full(len(diameter), rules.max_gradient),
        fill=fill,
        capacity_m3_s=flow_m3_s(diameter, 1.0, rules.manning_n, fill),
        price_yuan_m=price,
    )


def fill_limit(diameter_m: FloatArray, rules: SewerParameters) -> FloatArray:
    """Return the largest depth over diameter of each pipe."""
    return np.where(diameter_m <= 0.3, rules.fill_dn300, rules.fill_dn450)
