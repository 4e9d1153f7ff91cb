"""The import dialog: what a file is, what its columns mean and where it lies can be corrected."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from pyproj import Transformer
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QComboBox, QDialog

from layers.datum_shift import gcj02_from_wgs84
from siting_tool.dialogs.new_project import SourcesDialog
from siting_tool.project.intake import SourceRequest, import_source, new_project
from siting_tool.project.source_preview import crs_words
from tests.helpers.small_sources import write_hamlet

RED = QColor("#c0392b")
COLUMN_OF_CRS, COLUMN_OF_TEXT = 4, 3


@pytest.fixture
def raw(tmp_path):
    words = [word.split("=", 1) for word in write_hamlet(tmp_path / "raw")]
    return {role: Path(path) for role, path in words}


@pytest.fixture
def project(raw):
    roles = ("households", "roads", "village_boundaries")
    return new_project([SourceRequest(role=role, path=raw[role]) for role in roles]).project


@pytest.fixture
def open_dialog(qtbot, translators):
    made = []

    def make(paths, project=None):
        dialog = SourcesDialog(is_new=project is None, parent=None, project=project)
        made.append(dialog)
        dialog.show()
        dialog.add_paths(paths)
        qtbot.waitUntil(lambda: not dialog._runner.is_busy, timeout=20_000)
        return dialog

    yield make
    for dialog in made:
        dialog.done(QDialog.DialogCode.Rejected)
        dialog.deleteLater()


def box(dialog: SourcesDialog, column: int) -> QComboBox:
    return dialog.sources.itemWidget(dialog.sources.currentItem(), column)


def column_rows(dialog):
    table = dialog.details.columns
    rows = {}
    for row in range(table.rowCount()):
        chosen = table.cellWidget(row, 1)
        rows[table.item(row, 0).text()] = (
            chosen.currentText(), table.item(row, 2).text(), table.item(row, 3).text(), chosen,
        )  # fmt: skip
    return rows


def red_pixels(dialog) -> int:
    picture = dialog.details.map.grab().toImage()
    return sum(
        picture.pixelColor(x, y) == RED
        for x in range(picture.width())
        for y in range(picture.height())
    )


def test_columns_are_shown_with_their_first_values_and_can_be_changed(open_dialog, raw):
    dialog = open_dialog([raw["households"]])
    rows = column_rows(dialog)
    column, values, how, _ = rows["Registered persons"]
    assert (column, values, how) == ("户籍人口", "7", "its name")
    chosen = rows["Note"][3]
    chosen.setCurrentIndex(chosen.findData("户主姓名"))
    _, values, how, _ = column_rows(dialog)["Note"]
    assert (values, how) == ("户主0 | 户主1 | 户主2", "your word")
    assert dialog.requests()[0].mapping == {"note": "户主姓名"}


def test_the_file_is_drawn_over_the_project(open_dialog, raw, project):
    dialog = open_dialog([raw["treatment_sites"]], project)
    assert red_pixels(dialog) > 5
    assert dialog.details.doubts.text() == ""


def shifted(path: Path, project) -> Path:
    """The households as a phone map would have them."""
    xy = project.layers["households"].geometry.get_coordinates().to_numpy()
    degrees = Transformer.from_crs(project.crs, 4326, always_xy=True).transform(*xy.T)
    moved = gcj02_from_wgs84(gpd.pd.DataFrame(degrees).T.to_numpy())
    lines = [f"公厕{n},{x:.7f},{y:.7f}" for n, (x, y) in enumerate(moved)]
    path.write_text("\n".join(["公厕名称,经度,纬度", *lines]), encoding="utf-8")
    return path


def test_a_shift_is_suspected_and_taken_off_with_one_click(open_dialog, project, tmp_path):
    dialog = open_dialog([shifted(tmp_path / "公厕.csv", project)], project)
    details = dialog.details
    assert details.shift_button.isVisible()
    assert "GCJ-02" in details.shift_button.text()
    details.shift_button.click()
    assert dialog.requests()[0].datum_shift == "gcj02"
    assert not details.shift_button.isVisible()


def test_numbers_without_a_system_are_asked_for_in_words(open_dialog, project, tmp_path):
    """Six-digit eastings: the zone of the township is proposed first, any other can be typed."""
    xy = project.layers["households"].geometry.get_coordinates().to_numpy()
    lines = [f"{n},{x:.2f},{y:.2f}" for n, (x, y) in enumerate(xy)]
    path = tmp_path / "公厕.csv"
    path.write_text("\n".join(["公厕编号,X,Y", *lines]), encoding="utf-8")
    dialog = open_dialog([path], project)
    chosen = box(dialog, COLUMN_OF_CRS)
    assert chosen.currentText().startswith("CGCS2000, 3-degree zone, central meridian 111 E")
    assert dialog.details.doubts.text() == ""
    chosen.lineEdit().setText("EPSG:4549")
    chosen.lineEdit().editingFinished.emit()
    assert dialog.requests()[0].crs == "EPSG:4549"
    assert "km" in dialog.details.doubts.text()  # the preview says that it lies elsewhere now
    chosen.lineEdit().setText("nonsense")
    chosen.lineEdit().editingFinished.emit()
    assert dialog.requests()[0].crs == "EPSG:4549"


def test_another_encoding_is_tried_at_once(open_dialog, qtbot, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("公厕名称,经度,纬度\n北门,111.5,32.3\n".encode("gb18030"))
    dialog = open_dialog([path])
    assert dialog.details.sample.item(0, 0).text() == "北门"
    dialog.sources.rows[0].role = "public_toilets"
    chosen = box(dialog, COLUMN_OF_TEXT)
    chosen.setCurrentIndex(chosen.findData("cp1252"))
    qtbot.waitUntil(lambda: not dialog._runner.is_busy, timeout=20_000)
    assert dialog.details.sample.item(0, 0).text() != "北门"
    assert dialog.requests()[0].encoding == "cp1252"


def test_what_was_said_about_a_file_is_proposed_again(open_dialog, raw, project):
    request = SourceRequest(
        role="candidate_sites", path=raw["treatment_sites"], mapping={"site_name": "类型"},
        drop_duplicates=True,
    )  # fmt: skip
    known = import_source(project, request).project
    dialog = open_dialog([raw["treatment_sites"]], known)
    (again,) = dialog.requests()
    assert (again.role, again.mapping, again.drop_duplicates) == (
        "candidate_sites", {"site_name": "类型"}, True,
    )  # fmt: skip


def test_a_table_without_places_is_offered_as_a_ledger(open_dialog, project, tmp_path):
    path = tmp_path / "户厕台账.csv"
    path.write_text("户编号,户主姓名,常住人口,厕所类型\nH000,户主0,3,旱厕\n", encoding="utf-8")
    dialog = open_dialog([path], project)
    assert dialog.requests() == []
    (ledger,) = dialog.ledgers()
    assert ledger.role == "households"


@pytest.mark.parametrize(
    ("code", "zh"),
    [
        ("EPSG:4546", "CGCS2000 3 度带，中央经线 111°E，横坐标不带带号（EPSG:4546）"),
        ("EPSG:4525", "CGCS2000 3 度带，中央经线 111°E，横坐标带带号 37（EPSG:4525）"),
        ("EPSG:4490", "经纬度（度），CGCS2000（EPSG:4490）"),
        (
            "EPSG:2385",
            "Xian 1980（旧坐标系，近似） 3 度带，中央经线 120°E，横坐标不带带号（EPSG:2385）",
        ),
        ("EPSG:32649", "WGS 84 / UTM zone 49N (EPSG:32649)"),
    ],
)  # fmt: skip
def test_systems_in_plain_words(code, zh):
    assert crs_words(code, "zh") == zh
