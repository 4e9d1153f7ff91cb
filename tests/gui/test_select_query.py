"""Selecting by query: what the conditions mean, and what becomes of the selection."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from PyQt6.QtWidgets import QApplication

from layers.fields import Choice, Field, FieldType
from layers.result_schema import RESULT_SCHEMAS
from layers.schema import INPUT_SCHEMAS
from resources.catalogue import load_profile
from resources.units import unit_title
from siting_tool.dialogs.select_query import SelectQueryDialog
from siting_tool.docks.feature_query import Condition, FeatureQuery, operators_of, query_text


def choice(value, title_zh, title_en):
    return Choice(value=value, title_zh=title_zh, title_en=title_en)


PERSONS = Field(name="persons", type=FieldType.INTEGER, title_zh="人口", title_en="Persons")
NAME = Field(name="name", type=FieldType.TEXT, title_zh="姓名", title_en="Name")
MODE = Field(
    name="mode", type=FieldType.TEXT, title_zh="模式", title_en="Mode",
    choices=(choice("dry", "旱厕", "Dry"), choice("sewer", "纳管", "Sewer")),
)  # fmt: skip
KNOWN = Field(name="known", type=FieldType.BOOLEAN, title_zh="已知", title_en="Known")
FORBIDS = Field(
    name="forbids", type=FieldType.TEXT, title_zh="禁止", title_en="Forbids", multiple=True,
    choices=(choice("tank", "化粪池", "Tank"), choice("plant", "站", "Plant")),
)  # fmt: skip


@pytest.fixture
def frame():
    """Four rows, the last with nothing known."""
    return gpd.GeoDataFrame(
        {
            "persons": pd.array([2, 5, 3, None], dtype="Int64"),
            "name": ["Li Na", "li wei", "Zhang", ""],
            "mode": ["dry", "sewer", "dry", None],
            "known": pd.array([True, False, True, None], dtype="boolean"),
            "forbids": ["tank,plant", "tank", "treatment_plant", None],
        },
        geometry=gpd.points_from_xy([0, 1, 2, 3], [0, 0, 0, 0]),
    )


@pytest.mark.parametrize(
    ("field", "operator", "value", "rows"),
    [
        (PERSONS, "equal", 3, [2]),
        (PERSONS, "unequal", 3, [0, 1]),
        (PERSONS, "less", 3, [0]),
        (PERSONS, "at_most", 3, [0, 2]),
        (PERSONS, "greater", 3, [1]),
        (PERSONS, "at_least", 3, [1, 2]),
        (PERSONS, "missing", None, [3]),
        (PERSONS, "known", None, [0, 1, 2]),
        (NAME, "includes", "LI", [0, 1]),
        (NAME, "excludes", "li", [2]),
        (NAME, "equal", "Zhang", [2]),
        (NAME, "missing", None, [3]),
        (MODE, "equal", "dry", [0, 2]),
        (MODE, "unequal", "dry", [1]),
        (KNOWN, "equal", True, [0, 2]),
        (KNOWN, "equal", False, [1]),
        (FORBIDS, "includes", "plant", [0]),
        (FORBIDS, "excludes", "plant", [1, 2]),
    ],
)
def test_a_condition_means_what_it_says(frame, field, operator, value, rows):
    """A value that is not known meets no comparison; "plant" is not "treatment_plant"."""
    assert operator in operators_of(field)
    query = FeatureQuery(conditions=(Condition(field=field, operator=operator, value=value),))
    assert np.flatnonzero(query.matches(frame)).tolist() == rows


def test_conditions_are_joined_by_and_or_by_or(frame):
    conditions = (
        Condition(field=MODE, operator="equal", value="dry"),
        Condition(field=PERSONS, operator="at_least", value=3),
    )
    both, either = (FeatureQuery(conditions=conditions, any_of=any_of) for any_of in (False, True))
    assert np.flatnonzero(both.matches(frame)).tolist() == [2]
    assert np.flatnonzero(either.matches(frame)).tolist() == [0, 1, 2]
    assert FeatureQuery(conditions=()).matches(frame).all()


def test_a_query_reads_as_a_sentence_in_both_languages(translators):
    query = FeatureQuery(
        conditions=(
            Condition(field=MODE, operator="equal", value="dry"),
            Condition(field=PERSONS, operator="at_least", value=3),
        )
    )
    assert query_text(query) == "Mode is Dry and Persons at least 3"
    translators.speak("zh")
    assert query_text(query) == "模式 等于 旱厕 且 人口 不小于 3"


@pytest.fixture
def dialog(window):
    window.document.select("household_modes", [0])
    window.registry.qactions["edit.select_query"].trigger()
    (opened,) = window.findChildren(SelectQueryDialog)
    yield opened
    opened.close()


def ask(row, column, comparison, choice=None, words=None):
    row.column.setCurrentIndex(row.column.findData(column))
    row.comparison.setCurrentIndex(row.comparison.findData(comparison))
    if choice is not None:
        row.choice.setCurrentIndex(row.choice.findData(choice))
    if words is not None:
        row.words.setText(words)


def test_the_selection_is_replaced_widened_narrowed_and_taken_from(window, dialog):
    """Of sixty households every fifth has one mode; four are uncertain, numbers 0 to 3."""

    def selection():
        return window.document.selection.labels.tolist()

    ask(dialog.editor.rows[0], "mode", "equal", choice="septic_tank")
    dialog.show_count()
    assert dialog.count.text() == "12 of 60 found; 1 selected"
    dialog.buttons["add"].click()
    assert selection() == [0, *range(1, 60, 5)]
    dialog.buttons["replace"].click()
    assert selection() == list(range(1, 60, 5))
    ask(dialog.editor.rows[0], "is_uncertain", "equal", choice=True)
    dialog.show_count()
    dialog.buttons["remove"].click()
    assert selection() == list(range(6, 60, 5))
    dialog.buttons["within"].click()
    assert selection() == []


def test_a_condition_that_is_not_complete_selects_nothing(window, dialog):
    ask(dialog.editor.rows[0], "capital_yuan", "at_least", words="much")
    dialog.show_count()
    assert not dialog.buttons["replace"].isEnabled()
    ask(dialog.editor.rows[0], "capital_yuan", "at_least", words="4200")
    dialog.show_count()
    assert dialog.sentence.text() == "Capital cost at least 4200 yuan"
    dialog.buttons["replace"].click()
    assert len(window.document.selection) == 60


def test_conditions_stay_when_the_language_changes_and_go_with_their_layer(window, dialog):
    ask(dialog.editor.rows[0], "mode", "equal", choice="dry")
    window.looks.speak("zh")
    QApplication.processEvents()
    assert dialog.windowTitle() == "按条件选择"
    assert len(dialog.found()) == 12
    assert dialog.editor.rows[0].column.currentText() == "改造模式"
    dialog.layer_box.setCurrentIndex(dialog.layer_box.findData("roads"))
    assert dialog.editor.rows == []
    dialog.editor.add_button.click()
    ask(dialog.editor.rows[0], "road_class", "equal", choice="main")
    assert dialog.found().tolist() == [6]


def test_the_table_lists_what_meets_its_conditions_and_the_search(window):
    table = window.table
    table.show_layer("household_modes")
    table.filter_button.click()
    ask(table.conditions.rows[0], "mode", "equal", choice="dry")
    table.filter()
    assert table.model.rowCount() == 12
    table.search.setText("H00")
    table.filter()
    assert table.model.rowCount() == 2
    table.filter_button.click()
    assert table.model.rowCount() == 10


def test_every_unit_has_a_chinese_name():
    """Symbols such as m or kW are written alike; words are not."""
    units = {parameter.unit for parameter in load_profile().values()}
    for schema in (*INPUT_SCHEMAS.values(), *RESULT_SCHEMAS.values()):
        units |= {field.unit for field in schema.fields}
    assert {unit for unit in units if re.search("[a-z]{3}", unit_title(unit, "zh"))} == set()
