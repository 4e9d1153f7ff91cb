"""Panels: table, parameters, report, scenarios, history, layers, palette."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QDialog, QTabBar

from layers.findings import Finding, Severity
from siting_tool.dialogs.palette import Palette
from siting_tool.dialogs.set_value import SetValueDialog
from siting_tool.docks.history_panel import request_of
from siting_tool.docks.message_bar import Message
from siting_tool.docks.parameter_form import group_title
from siting_tool.docks.table_model import FrameTableModel, parse_value, sorted_rows
from siting_tool.map_canvas.styles import schema_for
from siting_tool.project.data_report import DataReport

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def test_the_table_model_keeps_qts_rules(window, qtmodeltester):
    model = FrameTableModel()
    model.show_frame(window.document.frame("households"), schema_for("households"))
    qtmodeltester.check(model)


def test_sorting_puts_missing_values_last_both_ways(window):
    frame = window.document.frame("households").head(4).copy()
    frame["persons_registered"] = np.array([3, 1, 2, 2])
    column = frame["persons_registered"].astype("Int64")
    column.iloc[2] = None
    assert sorted_rows(column, ASCENDING).tolist() == [1, 3, 0, 2]
    assert sorted_rows(column, DESCENDING).tolist() == [0, 3, 1, 2]


def test_the_table_finds_what_people_read(window):
    window.table.show_layer("household_modes")
    window.table.search.setText("septic")
    window.table.filter()
    assert window.table.model.rowCount() == 12
    window.table.select_shown.click()
    assert window.document.selection.labels.tolist() == list(range(1, 60, 5))


def test_the_table_finds_numbers_by_their_value(window):
    """Sixty households at 4,200 yuan; half of the last decimal typed is allowed for."""
    window.table.show_layer("household_modes")
    for words, found in (("4200", 60), ("4,200.0", 60), ("4200.4", 0), ("0.8", 60), ("0.9", 0)):
        window.table.search.setText(words)
        window.table.filter()
        assert window.table.model.rowCount() == found, words


def test_selected_rows_of_the_table_are_selected_on_the_map(window):
    window.table.show_layer("households")
    window.table.view.selectRow(3)
    assert window.document.selected_household_ids() == ["H003"]


def test_a_cell_is_edited_undone_and_redone(window):
    window.table.show_layer("households")
    model = window.table.model
    column = [field.name for field in model.fields].index("persons_registered")
    assert model.setData(model.index(0, column), "5")
    assert window.document.frame("households")["persons_registered"].iloc[0] == 5
    window.document.undo_stack.undo()
    assert window.document.frame("households")["persons_registered"].iloc[0] == 3
    window.document.undo_stack.redo()
    assert window.document.frame("households")["persons_registered"].iloc[0] == 5


def test_a_cell_takes_no_value_of_another_kind(window):
    window.table.show_layer("households")
    model = window.table.model
    column = [field.name for field in model.fields].index("persons_registered")
    assert not model.setData(model.index(0, column), "many")
    assert not model.setData(model.index(0, column), "-3")


def test_choices_are_understood_in_both_languages():
    field = schema_for("households").field("existing_toilet")
    assert parse_value(field, "旱厕") == parse_value(field, "Dry pit") == "dry_pit"
    assert parse_value(field, "") is None


def test_one_value_for_many_is_one_step(window, monkeypatch):
    window.document.select("households", [0, 1, 2])

    def answer(dialog):
        names = [dialog.column.itemData(row) for row in range(dialog.column.count())]
        dialog.column.setCurrentIndex(names.index("existing_toilet"))
        dialog.choice.setCurrentIndex(dialog.choice.findData("biogas"))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(SetValueDialog, "exec", answer)
    window.registry.qactions["draw.set_value"].trigger()
    column = window.document.frame("households")["existing_toilet"]
    assert column.tolist()[:4] == ["biogas", "biogas", "biogas", "dry_pit"]
    window.document.undo_stack.undo()
    assert window.document.frame("households")["existing_toilet"].iloc[0] == "dry_pit"


def value_item(window, parameter_id):
    return next(
        item
        for item in window.parameters._items()
        if item.data(0, Qt.ItemDataRole.UserRole) == parameter_id
    )


def test_a_parameter_is_changed_refused_and_reset(window):
    parameter_id = "public.persons_per_toilet"
    usual = value_item(window, parameter_id).text(1)
    value_item(window, parameter_id).setText(1, "750")
    assert window.document.project.parameters == {parameter_id: 750}
    value_item(window, parameter_id).setText(1, "minus one")
    assert window.messages.property("severity") == "error"
    assert value_item(window, parameter_id).text(1) == "750"
    window.parameters.tree.setCurrentItem(value_item(window, parameter_id))
    window.parameters.reset_button.click()
    assert window.document.project.parameters == {}
    assert value_item(window, parameter_id).text(1) == usual


def test_choices_are_named_and_kept_by_their_value(window):
    parameter_id = "public.lscp_goal"
    window.looks.speak("zh")
    QApplication.processEvents()
    item = value_item(window, parameter_id)
    assert item.text(1) == "花费最少"
    item.setText(1, "新建最少")
    assert window.document.project.parameters == {parameter_id: "fewest"}
    window.parameters.tree.setCurrentItem(value_item(window, parameter_id))
    assert "来源" in window.parameters.details.text()


def test_every_parameter_tells_source_and_bounds(window):
    for item in window.parameters._items():
        assert "Source:" in item.toolTip(0)


def test_a_finding_leads_to_its_place(window):
    finding = Finding(
        severity=Severity.WARNING,
        code="check.any",
        role="households",
        count=1,
        ids=("H007",),
        xy=((500_350.0, 3_300_000.0),),
    )
    report = DataReport(counts={}, findings=(), missing=())
    window.report.show_report(report)
    window.report.features_wanted.emit(finding.role, finding.ids)
    window.report.place_wanted.emit(*finding.xy[0])
    assert window.document.selected_household_ids() == ["H007"]
    assert (window.canvas.view.x_m, window.canvas.view.y_m) == finding.xy[0]


def test_a_scenario_is_duplicated_and_deleted(window):
    window.scenarios.duplicate("other")
    assert window.document.scenario_name == "other"
    assert (window.document.frame("household_modes")["scenario"] == "other").all()
    assert window.scenarios.table.columnCount() == 2
    window.scenarios.delete_button.click()
    assert window.document.scenario_name == "main"
    window.document.undo_stack.undo()
    assert list(window.document.project.scenarios) == ["main", "other"]


def test_a_run_of_the_past_is_asked_for_again(window):
    record = window.document.scenario.runs["site"]
    request = request_of(record)
    assert request.scenario == "main"
    assert request.model == "lscp"


def test_layers_are_hidden_renamed_and_reordered(window):
    tree = window.layer_panel.tree
    items = {item.data(0, Qt.ItemDataRole.UserRole): item for item in window.layer_panel._items()}
    items["roads"].setCheckState(0, Qt.CheckState.Unchecked)
    assert not window.views.view("roads").is_visible
    items["roads"].setText(0, "Streets")
    assert window.views.view("roads").title == "Streets"
    first = tree.takeTopLevelItem(tree.topLevelItemCount() - 1)
    tree.insertTopLevelItem(0, first)
    keys = [item.data(0, Qt.ItemDataRole.UserRole) for item in window.layer_panel._items()]
    assert [layer.key for layer in window.maps.layers()] == keys[::-1]


def test_the_palette_finds_and_does(window):
    offered = [made for made in window.registry.qactions.values() if made.text()]
    palette = Palette(offered, window)
    palette.search.setText("zoom everyth")
    window.document.select("households", [1])
    palette.search.setText("clear sel")
    palette.do_current()
    assert len(window.document.selection) == 0


def test_steps_tell_what_is_done_and_what_is_stale(window, qtbot):
    heading = window.tasks._headings["site"]
    qtbot.waitUntil(lambda: "✓" in heading.text(), timeout=20_000)
    window.document.select("households", [0])
    window.registry.qactions["draw.delete"].trigger()
    qtbot.waitUntil(lambda: "!" in heading.text(), timeout=20_000)
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: "✓" in heading.text(), timeout=20_000)


def test_a_bar_of_a_chart_selects_its_households(window):
    bars = window.charts.chart.bars
    assert [bar.name for bar in bars] == ["青山村", "石桥村"]
    assert [part.value for part in bars[0].segments] == [6.0] * 5
    part, box = next(iter(window.charts.chart.boxes()))
    assert window.charts.chart.segment_at(box.center().x(), box.center().y()) is part
    window.charts.chart.chosen.emit(part)
    modes = window.document.frame("household_modes").loc[window.document.selection.labels]
    assert set(modes["mode"]) == {"sewer"}


def test_walks_are_shown_as_mean_and_longest(window):
    window.charts.kind.setCurrentIndex(window.charts.kind.findData("walks"))
    lengths = [sum(part.value for part in bar.segments) for bar in window.charts.chart.bars]
    assert lengths == [210.0]


def test_every_group_of_parameters_has_a_title(window):
    groups = {parameter.group for parameter in window.parameters.profile().values()}
    assert [group for group in groups if group_title(group) == group] == []


def test_coordinates_are_understood_in_metres_and_degrees(window):
    """EPSG:4546 has its false easting of 500 km at 111 degrees east."""
    to_m = window.coordinates.place_of
    assert to_m("500100, 3300200") == (500_100.0, 3_300_200.0)
    assert to_m("E 500100 N 3300200") == (500_100.0, 3_300_200.0)
    x_m, y_m = to_m("29.82, 111.0")
    assert x_m == pytest.approx(500_000.0, abs=1)
    assert y_m == pytest.approx(3_299_500, abs=1_500)
    assert to_m("somewhere") is None


def test_going_to_a_place_shows_it_and_a_bookmark_leads_back(window):
    window.coordinates.go_to("500100, 3300200")
    assert (window.canvas.view.x_m, window.canvas.view.y_m) == (500_100.0, 3_300_200.0)
    window.coordinates.add_bookmark("bridge")
    window.canvas.show_all()
    window.coordinates.show_bookmark("bridge")
    assert (window.canvas.view.x_m, window.canvas.view.y_m) == (500_100.0, 3_300_200.0)


def test_a_message_does_not_stay_in_the_other_language(window):
    window.coordinates.told.emit(Message(severity="error", text="Something is wrong."))
    assert window.messages.isVisible()
    window.looks.speak("zh")
    QApplication.processEvents()
    assert not window.messages.isVisible()


def test_no_tab_bar_without_words_is_seen(empty_window):
    QApplication.processEvents()
    for bar in empty_window.findChildren(QTabBar):
        if bar.isVisible():
            assert all(bar.tabText(number) for number in range(bar.count()))


def test_icons_take_the_colour_of_the_text_when_the_look_changes(window):
    """On a dark window icons of the light one could not be seen."""

    def ink():
        picture = window.registry.qactions["file.open"].icon().pixmap(32, 32).toImage()
        places = itertools.product(range(picture.width()), range(picture.height()))
        colours = [picture.pixelColor(x, y) for x, y in places]
        return {colour.name() for colour in colours if colour.alpha() > 250}

    for theme in ("dark", "light"):
        window.looks.take_theme(theme)
        assert window.palette().windowText().color().name() in ink()
