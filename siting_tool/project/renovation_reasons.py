"""One sentence or two per household: why this mode, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from algorithms.renovation.households import NO
from algorithms.renovation.rule_table import FAILED, PASSED, RULES, UNKNOWN, VERDICT_NAMES
from algorithms.renovation.tank_size import tank_volume_m3
from layers.fields import Choice
from layers.result_schema import PLANT_KINDS
from layers.roles_settlement import EXISTING_TOILETS
from resources.texts import LANGUAGES, Language, text
from siting_tool.project.amounts import amount
from siting_tool.project.renovation_texts import outlet_title, verdict_sentence

if TYPE_CHECKING:
    from algorithms.renovation.accounts import Accounts
    from algorithms.renovation.plan import RenovationInput, RenovationPlan
    from algorithms.renovation.rules import Outcome
    from siting_tool.project.renovation_sewer_layers import SewerLayers

_MODES_IN_ORDER = ("sewer", "septic_tank", "dry")
_VARIANT_REASONS = {"own_tank": "septic_tank"}


def _titles(choices: tuple[Choice, ...], language: Language) -> dict[str, str]:
    return {c.value: c.title_zh if language == "zh" else c.title_en for c in choices}


class _Writer:
    """Writes the reasons of one plan in one language."""

    def __init__(
        self,
        data: RenovationInput,
        plan: RenovationPlan,
        accounts: Accounts,
        outcomes: Mapping[str, Outcome],
        sewers: SewerLayers,
        language: Language,
    ) -> None:
        self.data, self.plan, self.accounts = data, plan, accounts
        self.outcomes = outcomes
        self.plants = sewers.plant_of_node
        self.language = language
        self.volume = tank_volume_m3(data.households.persons, data.limits)
        self.toilets = _titles(EXISTING_TOILETS, language)
        kinds = _titles(PLANT_KINDS, language)
        self.plant_kinds = {
            plant: kinds[kind]
            for plant, kind in zip(sewers.plants["plant_id"], sewers.plants["kind"], strict=True)
        }

    def say(self, code: str, **values: str) -> str:
        return text(f"renovation.reason.{code}", self.language, **values)

    def money(self, yuan: float) -> str:
        if not np.isfinite(yuan):
            return self.say("not_possible")
        return self.say("amount", yuan=amount(yuan, "yuan"))

    def reason(self, index: int) -> str:
        mode, variant = str(self.plan.mode[index]), str(self.plan.variant[index])
        cost = amount(float(self.accounts.present_value_yuan[index]), "yuan")
        sewer = self.money(float(self.accounts.sewer_present_value_yuan[index]))
        if mode == "keep":
            return self._keep(index)
        if mode == "sewer":
            return self._sewer(index, cost)
        if mode == "septic_tank":
            tanks = self.plan.shared_tanks
            shared = variant == "shared_tank"
            volume = float(tanks.volume_m3[index] if shared else self.volume[index])
            return self.say(
                _VARIANT_REASONS.get(variant, variant),
                cost=cost,
                other=sewer,
                volume=amount(volume, "m3"),
                households=str(tanks.size[index]),
                fit=self._fit(index),
            )
        if mode == "dry":
            return self.say("dry", cost=cost, why=self._why_dry(index))
        if self.plan.is_sewer_by_hand[index]:
            is_near = self.outcomes["sewer_lateral"].verdict[index] == PASSED
            why = self.say("no_outlet" if is_near else "no_sewer")
            return self.say("undecided", why=why)
        return self.say("undecided", why=self._why_nothing(index))

    def _fit(self, index: int) -> str:
        """Say that a tank fits; where something is not known, only that nothing speaks against."""
        is_assumed = any(
            rule.mode == "septic_tank" and self.outcomes[rule.code].verdict[index] == UNKNOWN
            for rule in RULES
        )
        return self.say("fits_assumed" if is_assumed else "fits")

    def _keep(self, index: int) -> str:
        kind = str(self.data.households.existing_toilet[index])
        words = [self.say("keep", existing=self.toilets.get(kind, kind))]
        retention = self.outcomes["keep_retention"]
        if retention.applies is not None and retention.applies[index]:
            verdict = retention.verdict[index]
            words += [self._sentence("keep_retention", index)] if verdict == FAILED else []
        return self._joined(words)

    def _sewer(self, index: int, cost: str) -> str:
        plant = str(self.plants[self.data.connections.node[index]])
        kind = self.plant_kinds.get(plant, "")
        title = outlet_title(plant, self.language)
        if title == plant and kind:
            title = self.say("plant", kind=kind, plant=plant)
        other = self.money(float(self.plan.own_present_value_yuan[index]))
        code = "sewer_cheaper"
        if self.plan.is_sewer_by_hand[index]:
            code = "sewer_by_hand"
        elif self.plan.is_compulsory[index]:
            in_zone = self.data.households.in_protection_zone[index]
            code = "sewer_zone" if in_zone else "sewer_compulsory"
        return self.say(code, plant=title, cost=cost, other=other)

    def _why_dry(self, index: int) -> str:
        """Return the sentences of what rules a tank out, else what calls for a dry toilet."""
        failed = self._failed("septic_tank", index)
        if failed:
            return self._joined(failed[:2])
        return self._sentence("dry_indicated", index)

    def _why_nothing(self, index: int) -> str:
        """Return what stands against every mode: the first rule that fails, or the cost."""
        found = []
        for mode in _MODES_IN_ORDER:
            failed = self._failed(mode, index)
            if mode == "sewer" and not failed:
                failed = [self._too_dear(index)]
            if failed:
                title = text(f"mode.{mode}", self.language)
                found.append(self.say("of_mode", mode=title, sentence=failed[0]))
        return self._joined(found)

    def _too_dear(self, index: int) -> str:
        cost = float(self.accounts.sewer_present_value_yuan[index])
        most = amount(self.data.decision.sewer_at_most_yuan, "yuan")
        return self.say("too_dear", cost=amount(cost, "yuan"), limit=most)

    def _failed(self, mode: str, index: int) -> list[str]:
        return [
            self._sentence(rule.code, index)
            for rule in RULES
            if rule.mode == mode and rule.blocks and not self.outcomes[rule.code].stands[index]
        ]

    def _sentence(self, code: str, index: int) -> str:
        outcome = self.outcomes[code]
        entry = {
            "rule": code,
            "verdict": VERDICT_NAMES[int(outcome.verdict[index])],
            "value": float(outcome.value[index]),
            "limit": float(outcome.limit[index]),
            "detail": "" if outcome.detail is None else str(outcome.detail[index]),
        }
        return verdict_sentence(entry, self.language)

    def _joined(self, sentences: list[str]) -> str:
        return ("" if self.language == "zh" else " ").join(sentences)

    def notes(self, index: int, doubts: list[str]) -> list[str]:
        found = []
        households = self.data.households
        if self.data.fixed_mode[index]:
            against = self._failed(str(self.plan.mode[index]), index)[:1]
            code = "fixed_against" if against else "fixed"
            found.append(self.say(code, sentence="".join(against)))
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
    outcomes: Mapping[str, Outcome],
    sewers: SewerLayers,
    doubts: list[dict[Language, list[str]]],
) -> dict[Language, NDArray[np.object_]]:
    """Return the reason of every household in each language.

    Parameters
    ----------
    outcomes
        Verdicts of all rules, those of the sewer design included.
    doubts
        Titles of what is to be checked on site, by household and language.
    """
    found: dict[Language, NDArray[np.object_]] = {}
    for language in LANGUAGES:
        writer = _Writer(data, plan, accounts, outcomes, sewers, language)
        gap = "" if language == "zh" else " "
        reasons = [
            gap.join((writer.reason(i), *writer.notes(i, doubts[i].get(language, []))))
            for i in range(len(plan.mode))
        ]
        found[language] = np.asarray(reasons, dtype=object)
    return found
