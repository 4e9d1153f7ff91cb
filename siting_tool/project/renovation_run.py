"""``renovate``: from a project to every household's mode and the sewers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from algorithms.progress import SILENT, Progress
from algorithms.renovation.finance import FinanceParameters
from algorithms.renovation.onsite import OnsitePrices
from algorithms.renovation.plan import DecisionParameters, RenovationInput, RenovationPlan
from algorithms.renovation.planning import plan_renovation, replan_renovation
from algorithms.renovation.rule_parameters import RuleParameters
from algorithms.sewage.design import DesignBasis, PresentValueFactors
from algorithms.sewage.laterals import HouseConnections, connect_houses
from algorithms.sewage.outlets import Outlets
from algorithms.sewage.parameters import SewerParameters, SewerPrices
from siting_tool.project.columns import words
from siting_tool.project.errors import ProjectError
from siting_tool.project.renovation_households import (
    read_renovation_households,
    read_restrictions,
)
from siting_tool.project.renovation_layers import renovation_outcome
from siting_tool.project.renovation_sewers import sewer_site
from siting_tool.project.runs import RunOutcome
from siting_tool.project.study_area import (
    layer_or_empty,
    require_layers,
    walking_network,
)

if TYPE_CHECKING:
    from algorithms.renovation.households import Households
    from resources.catalogue import ParameterValues
    from siting_tool.project.project import Project
    from siting_tool.project.runs import RenovationRequest

MODES = ("sewer", "septic_tank", "dry", "keep", "undecided")


@dataclass(frozen=True, kw_only=True)
class PreparedRenovation:
    """A renovation that was planned once and can be planned again at once.

    Attributes
    ----------
    project, request, values
        What was planned.
    data, plan
        Input and result of the engine.
    """

    project: Project
    request: RenovationRequest
    values: ParameterValues
    data: RenovationInput
    plan: RenovationPlan

    def outcome(self, began: float, progress: Progress = SILENT) -> RunOutcome:
        """Return result layers and summary; ``began`` is when the work started."""
        return renovation_outcome(
            self.project, self.request, self.data, self.plan, self.values, began, progress
        )

    def with_fixed_modes(
        self, fixed: Mapping[str, str], progress: Progress = SILENT
    ) -> PreparedRenovation:
        """Return the renovation with further modes set by hand.

        Only what depends on them is planned again, from the present sewers on,
        so one override answers while the user waits.
        """
        request = replace(self.request, fixed_modes={**self.request.fixed_modes, **fixed})
        data = with_modes(self.data, fixed_modes(self.project, request))
        plan = replan_renovation(data, self.plan, progress=progress)
        return replace(self, request=request, data=data, plan=plan)


def prepare_renovation(
    project: Project, request: RenovationRequest, progress: Progress = SILENT
) -> PreparedRenovation:
    """Plan a renovation and keep what is needed to plan it again at once.

    Raises
    ------
    ProjectError
        When households or roads are missing, or a fixed mode names a household
        or a mode that does not exist.
    """
    require_layers(project, "renovate", ("households", "roads"))
    values = project.parameter_values(request.parameters)
    data = renovation_input(project, request, values, progress)
    plan = plan_renovation(data, progress=progress)
    return PreparedRenovation(project=project, request=request, values=values, data=data, plan=plan)


def run_renovation(
    project: Project, request: RenovationRequest, progress: Progress = SILENT
) -> RunOutcome:
    """Choose every household's mode and design the sewers; raises as `prepare_renovation`."""
    began = time.perf_counter()
    return prepare_renovation(project, request, progress).outcome(began, progress)


def renovation_input(
    project: Project,
    request: RenovationRequest,
    values: ParameterValues,
    progress: Progress = SILENT,
) -> RenovationInput:
    """Return the project's layers as the input of the renovation plan."""
    progress.report("renovation.network", 0.0)
    restrictions = read_restrictions(project)
    households = read_renovation_households(project, values, restrictions)
    network = walking_network(project, values, progress)
    site = sewer_site(project, values, network, households, restrictions)
    finance = values.fill(FinanceParameters)
    basis = DesignBasis(
        graph=site.graph,
        rules=values.fill(SewerParameters),
        prices=values.fill(SewerPrices),
        factors=PresentValueFactors(
            sewer=finance.capital_factor(finance.life_sewer_years),
            pump=finance.capital_factor(finance.life_pump_years),
            plant=finance.capital_factor(finance.life_plant_years),
            annual=finance.annual_factor,
        ),
    )
    fixed = fixed_modes(project, request)
    return RenovationInput(
        households=households,
        connections=house_connections(households, basis, site.outlets, fixed),
        basis=basis,
        outlets=site.outlets,
        limits=values.fill(RuleParameters),
        onsite_prices=values.fill(OnsitePrices),
        finance=finance,
        decision=values.fill(DecisionParameters),
        fixed_mode=fixed,
    )


def house_connections(
    households: Households, basis: DesignBasis, outlets: Outlets, fixed_mode: NDArray[np.str_]
) -> HouseConnections:
    """Return how each house would reach the sewer; one set by hand has no limit of length."""
    return connect_houses(
        basis.graph,
        outlets.node,
        households.xy_m,
        households.ground_level_m,
        basis.rules,
        must_reach=fixed_mode == "sewer",
    )


def with_modes(data: RenovationInput, fixed_mode: NDArray[np.str_]) -> RenovationInput:
    """Return the input with other modes set by hand."""
    connections = house_connections(data.households, data.basis, data.outlets, fixed_mode)
    return replace(data, fixed_mode=fixed_mode, connections=connections)


def fixed_modes(project: Project, request: RenovationRequest) -> NDArray[np.str_]:
    """Return the mode set by hand for each household, empty where none is.

    The request stands above the scenario, the scenario above the column
    ``fixed_mode``.
    """
    frame = layer_or_empty(project, "households")
    fixed = words(frame, "fixed_mode")
    asked = {**project.scenario(request.scenario).fixed_modes, **request.fixed_modes}
    place = {household: n for n, household in enumerate(words(frame, "household_id"))}
    _check_fixed(asked, place)
    for household, mode in asked.items():
        fixed[place[household]] = mode
    return fixed.astype(np.str_)


def _check_fixed(asked: Mapping[str, str], place: Mapping[str, int]) -> None:
    for household, mode in asked.items():
        if household not in place:
            raise ProjectError("renovation.unknown_household", household_id=household)
        if mode not in MODES:
            raise ProjectError("renovation.unknown_mode", mode=mode)
