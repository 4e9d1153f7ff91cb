"""One sentence or two per household: why this mode, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from algorithms.renovation.households import NO
from algorithms.renovation.rules import FAILED, RULES, is_scattered
from algorithms.renovation.tank_size import tank_volume_m3
from layers.roles_settlement import EXISTING_TOILETS
from resources.texts import LANGUAGES, Language, text
from siting_tool.project.renovation_texts import verdict_sentence

if TYPE_CHECKING:
    from algorithms.renovation.accounts import Accounts
    from algorithms.renovation.plan import RenovationInput, RenovationPlan
    from siting_tool.project.renovation_sewer_layers import SewerLayers

_TOILET_TITLES: dict[Language, dict[str, str]] = {
    "zh": {choice.value: choice.title_zh for choice in EXISTING_TOILETS},
    "en": {choice.value: choice.title_en for choice in EXISTING_TOILETS},
}


class _Writer:
    """Writes the reasons of one plan in one language."""

    def __init__(
        self,
        data: RenovationInput,
        plan: RenovationPlan,
        accounts: Accounts,
        sewers: SewerLayers,
        language: Language,
    ) -> None:
        self.data, self.plan, self.accounts = data, plan, accounts
        self.plants = sewers.plant_of_node
        self.language = language
        self.volume = tank_volume_m3(data.households.persons, data.limits)
        self.scattered = is_scattered(data.households, data.limits)

    def say(self, code: str, **values: str) -> str:
        return text(f"renovation.reason.{code}", self.language, **values)

    def money(self, yuan: float) -> str:
        if not np.isfinite(yuan):
            return self.say("not_possible")
        return self.say("amount", yuan=f"{yuan:,.0f}")

    def reason(self, index: int) -> str:
        mode, variant = str(self.plan.mode[index]), str(self.plan.variant[index])
        cost = f"{self.accounts.present_value_yuan[index]:,.0f}"
        sewer = self.money(self.accounts.sewer_present_value_yuan[index])
        if mode == "keep":
            kind = str(self.data.households.existing_toilet[index])
            return self.say("keep", existing=_TOILET_TITLES[self.language].get(kind, kind))
        if mode == "sewer":
            return self._sewer(index, cost)
        if mode == "septic_tank":
            code = variant if variant != "own_tank" else "septic_tank"
            return self.say(code, cost=cost, other=sewer, volume=f"{self.volume[index]:g}")
        if mode == "dry":
            return self.say("dry", cost=cost, why=self._why_not_tank(index))
        if self.plan.is_sewer_by_hand[index]:
            return self.say("undecided", why=self.say("no_sewer"))
        return self.say("undecided", why=self._why_not_tank(index))

    def _sewer(self, index: int, cost: str) -> str:
        plant = str(self.plants[self.data.connections.node[index]])
        other = self.money(float(self.plan.own_present_value_yuan[index]))
        if self.data.households.in_protection_zone[index]:
            return self.say("sewer_zone", plant=plant, cost=cost)
        code = "sewer_compulsory" if self.plan.is_compulsory[index] else "sewer_cheaper"
        return self.say(code, plant=plant, cost=cost, other=other)

    def _why_not_tank(self, index: int) -> str:
        """Return the sentences of what rules a tank out, else what calls for a dry toilet."""
        failed = [
            rule
            for rule in RULES
            if rule.mode == "septic_tank"
            and rule.blocks
            and not self.plan.feasibility.outcomes[rule.code].stands[index]
        ]
        if not failed:
            entry = {"rule": "dry_indicated", "verdict": "passed"}
            return verdict_sentence(entry, self.language)
        return " ".join(self._failure(rule.code, index) for rule in failed[:2])

    def _failure(self, code: str, index: int) -> str:
        outcome = self.plan.feasibility.outcomes[code]
        verdict = "failed" if outcome.verdict[index] == FAILED else "unknown"
        entry = {
            "rule": code,
            "verdict": verdict,
            "value": float(outcome.value[index]),
            "limit": float(outcome.limit[index]),
        }
        return verdict_sentence(entry, self.language)

    def notes(self, index: int, doubts: list[str]) -> list[str]:
        found = []
        households = self.data.households
        if self.data.fixed_mode[index]:
            found.append(self.say("fixed"))
        if self.plan.mode[index] != "keep":
            if households.is_occupied[index] == NO:
                found.append(self.say("empty_house"))
            if households.is_willing[index] == NO:
                found.append(self.say("unwilling"))
        if doubts:
            separator = "、" if self.language == "zh" else ", "
            found.append(self.say("check", what=separator.join(dict.fromkeys(doubts))))
        return found


def household_reasons(
    data: RenovationInput,
    plan: RenovationPlan,
    accounts: Accounts,
    sewers: SewerLayers,
    doubts: list[dict[Language, list[str]]],
) -> dict[Language, NDArray[np.object_]]:
    """Return the reason of every household in each language."""
    found: dict[Language, NDArray[np.object_]] = {}
    for language in LANGUAGES:
        writer = _Writer(data, plan, accounts, sewers, language)
        gap = "" if language == "zh" else " "
        reasons = [
            gap.join((writer.reason(i), *writer.notes(i, doubts[i].get(language, []))))
            for i in range(len(plan.mode))
        ]
        found[language] = np.asarray(reasons, dtype=object)
    return found
