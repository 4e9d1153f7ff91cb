"""Parameters: declared once, complete, bounded, sourced."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from algorithms.parameters import declared
from resources.catalogue import (
    CERTAINTIES,
    ParameterValues,
    load_profile,
    profile_names,
)
from resources.errors import ParameterError

ENGLISH_WORD = re.compile(r"[a-z]{3,}")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
#: Names of works and authors, which stay as they are in Chinese.
NAMES = re.compile(r"eCompendium|sswm\.info|Hogan|ReVelle|Tobler")


@pytest.mark.parametrize("profile", profile_names())
def test_every_parameter_is_complete_and_its_default_is_within_bounds(profile):
    for item in load_profile(profile).values():
        assert item.title_zh, item.id
        assert item.title_en, item.id
        assert item.source, item.id
        assert item.certainty in CERTAINTIES, item.id
        assert item.accept(item.default) == item.default, item.id
        assert type(item.accept(item.default)) is type(item.default), item.id


@pytest.mark.parametrize("profile", profile_names())
def test_every_source_reads_in_the_language_of_the_reader(profile):
    """A word of three or more lower-case letters is English; codes such as GB 50014 are neither."""
    for item in load_profile(profile).values():
        assert not ENGLISH_WORD.search(NAMES.sub("", item.shown_source("zh"))), item.id
        assert not CHINESE.search(item.shown_source("en")), item.id


def test_an_overlay_shows_its_own_source_in_both_languages():
    base, hubei = load_profile("cn-rural"), load_profile("cn-hubei")
    stalls = "public.min_stalls_total"
    assert base[stalls].shown_source("zh").startswith("浙江农村做法")
    assert hubei[stalls].shown_source("zh").startswith("湖北")
    assert hubei[stalls].shown_source("en").startswith("Hubei guide")


def test_an_overlay_keeps_what_it_does_not_restate():
    base, hubei = load_profile("cn-rural"), load_profile("cn-hubei")
    assert set(base) <= set(hubei)
    assert base["public.min_stalls_total"].default == 6
    assert hubei["public.min_stalls_total"].default == 4
    assert hubei["public.min_stalls_total"].title_zh == base["public.min_stalls_total"].title_zh


def test_a_value_outside_its_bounds_is_refused_with_the_bounds():
    with pytest.raises(ParameterError) as caught:
        ParameterValues(load_profile(), {"public.service_distance_village_m": 5})
    assert caught.value.code == "parameter.out_of_bounds"
    assert caught.value.values["minimum"] == "100"


def test_an_unknown_parameter_suggests_the_nearest():
    with pytest.raises(ParameterError) as caught:
        ParameterValues(load_profile(), {"public.persons_per_toilets": 5})
    assert caught.value.values["nearest"] == "public.persons_per_toilet"


@pytest.mark.parametrize(
    ("given", "kept"), [("true", True), ("no", False), ("1", True), ("否", False)]
)
def test_a_switch_takes_the_words_people_type(given, kept):
    values = ParameterValues(load_profile(), {"public.must_serve_committee": given})
    assert values["public.must_serve_committee"] is kept


@pytest.mark.parametrize("given", ["many", "3.5", "inf"])
def test_a_whole_number_refuses_what_is_none(given):
    with pytest.raises(ParameterError):
        ParameterValues(load_profile(), {"public.persons_per_toilet": given})


def test_a_parameter_object_is_filled_from_its_declarations():
    @dataclass(frozen=True, kw_only=True)
    class Rules:
        persons: int = declared("public.persons_per_toilet")
        other: str

    values = ParameterValues(load_profile(), {"public.persons_per_toilet": "500"})
    assert values.fill(Rules, other="x") == Rules(persons=500, other="x")
