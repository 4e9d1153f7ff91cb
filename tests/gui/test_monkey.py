"""Two thousand random actions: no exception, no broken project, no leak, everything undone."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtWidgets import QApplication
from small_project import small_project

from siting_tool.docks.feature_query import Condition, FeatureQuery, operators_of
from siting_tool.docks.table_model import shown_fields
from siting_tool.map_canvas.styles import schema_for
from siting_tool.project.project import Project

ACTIONS = 2_000
SEED = 20_260_301
# Those that start a run or write, or end the program, are driven by other tests.
LEFT_OUT = {
    "file.save", "file.sample", "file.quit", "plan.site", "plan.renovate", "help.manual",
    "help.about", "look.theme_light", "look.theme_dark",
}  # fmt: skip
# Qt objects that come and go with the number of features and scenarios.
MOST_NEW_OBJECTS = 60
MOST_NEW_BYTES = 600_000


def same_frame(frame, other):
    return gpd.GeoDataFrame(frame).equals(gpd.GeoDataFrame(other))


def same_project(project, other):
    assert project.layers.keys() == other.layers.keys()
    assert all(same_frame(frame, other.layers[role]) for role, frame in project.layers.items())
    assert project.parameters == other.parameters
    assert project.scenarios.keys() == other.scenarios.keys()
    for name, scenario in project.scenarios.items():
        twin = other.scenarios[name]
        assert scenario.fixed_modes == twin.fixed_modes
        assert scenario.site_choices == twin.site_choices
        for role, frame in scenario.results.items():
            assert same_frame(frame, twin.results[role])


class Monkey:
    """Does what the menus and the mouse can do, in an order of its own."""

    def __init__(self, window):
        self.window = window
        self.rng = np.random.default_rng(SEED)
        self.offered = [
            name
            for name, action in window.registry.actions.items()
            if name not in LEFT_OUT and not action.title.endswith("…")
        ]

    def place(self):
        west, south, east, north = self.window.canvas.view.bounds_m
        return float(self.rng.uniform(west, east)), float(self.rng.uniform(south, north))

    def act(self):
        doings = (self.trigger, self.select, self.select_area, self.add, self.zoom, self.set_mode,
                  self.move, self.hide, self.parameter, self.query, self.table,
                  self.scenario)  # fmt: skip
        weights = np.array((8, 4, 2, 1, 3, 2, 2, 1, 1, 1, 1, 0.2), dtype=float)
        doings[self.rng.choice(len(doings), p=weights / weights.sum())]()

    def trigger(self):
        action = self.window.registry.qactions[self.rng.choice(self.offered)]
        if action.isEnabled():
            action.trigger()

    def select(self):
        self.window.maps.select_at(*self.place())

    def select_area(self):
        (west, south), (east, north) = self.place(), self.place()
        box = shapely.box(min(west, east), min(south, north), max(west, east), max(south, north))
        self.window.maps.select_in(box)

    def add(self):
        role = str(self.rng.choice(["households", "places", "restricted_areas"]))
        point = shapely.Point(self.place())
        self.window.features.add(role, point.buffer(20) if role == "restricted_areas" else point)

    def zoom(self):
        self.window.canvas.zoom(float(self.rng.choice([0.5, 0.8, 1.25, 2.0])))
        if self.rng.random() < 0.3:
            self.window.canvas.show_all()

    def set_mode(self):
        ids = self.window.document.selected_household_ids()[:5]
        mode = self.rng.choice(["sewer", "dry", "keep"])
        if ids:
            self.window.edits.set_modes(dict.fromkeys(ids, str(mode)))

    def move(self):
        held = self.window.features._held(*self.place())
        if held is not None:
            role, shapes = held
            moved = {k: shapely.transform(v, lambda xy: xy + 5.0) for k, v in shapes.items()}
            self.window.features.set_geometries(role, moved)

    def hide(self):
        keys = [layer.key for layer in self.window.maps.layers()]
        if keys:
            shown = bool(self.rng.random() < 0.7)
            self.window.views.change(str(self.rng.choice(keys)), is_visible=shown)

    def parameter(self):
        value = str(self.rng.integers(200, 900))
        self.window.edits.set_parameters({"public.persons_per_toilet": value})

    def query(self):
        document = self.window.document
        role = str(self.rng.choice(document.roles()))
        frame = document.frame(role)
        fields = shown_fields(frame, schema_for(role))
        field = fields[self.rng.integers(len(fields))]
        known = frame[field.name].dropna()
        if len(known):
            value = known.iloc[int(self.rng.integers(len(known)))]
            operator = str(self.rng.choice(operators_of(field)))
            asked = FeatureQuery(
                conditions=(Condition(field=field, operator=operator, value=value),)
            )
            document.select(role, frame.index.to_numpy()[asked.matches(frame)])

    def table(self):
        table = self.window.table
        table.show_layer(str(self.rng.choice(self.window.document.roles())))
        table.model.sort(int(self.rng.integers(max(table.model.columnCount(), 1))))
        table.search.setText(str(self.rng.choice(["", "H0", "青", "dry"])))
        table.filter()

    def scenario(self):
        names = list(self.window.document.project.scenarios)
        if len(names) < 3:
            self.window.scenarios.duplicate(f"copy {self.rng.integers(1000)}")
        else:
            self.window.scenarios.delete_button.click()


def settle():
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def let_loose(monkey, actions):
    for step in range(actions):
        monkey.act()
        if step % 50 == 0:
            settle()
    settle()


def count_objects(window):
    return len(window.findChildren(QObject))


def test_a_monkey_breaks_nothing(window, no_questions, qtbot):
    document, before = window.document, window.document.project
    monkey = Monkey(window)
    let_loose(monkey, ACTIONS // 10)
    objects = count_objects(window)
    let_loose(monkey, ACTIONS - ACTIONS // 10)
    assert count_objects(window) - objects < MOST_NEW_OBJECTS
    stack, done = document.undo_stack, document.project
    assert stack.count() > ACTIONS // 20
    while stack.canUndo():
        stack.undo()
    same_project(document.project, before)
    while stack.canRedo():
        stack.redo()
    assert stack.index() == stack.count()
    path = document.path
    with qtbot.waitSignal(window.runner.ended, timeout=60_000):
        window.files.save_to(path)
    assert not document.is_modified, window.messages.label.text()
    with qtbot.waitSignal(document.opened, timeout=60_000):
        window.open_path(path)
    same_values(document.project, done)


def same_values(stored, project):
    """Compare by values: labels and storage types need not survive a file."""
    assert {role: len(frame) for role, frame in stored.layers.items() if len(frame)} == {
        role: len(frame) for role, frame in project.layers.items() if len(frame)
    }
    for role, frame in project.layers.items():
        if len(frame):
            shapes = stored.layers[role].geometry.to_numpy()
            wanted = frame.geometry.to_numpy()
            assert shapely.equals_exact(shapes, wanted, 1e-9, normalize=True).all(), role
    assert stored.parameters == project.parameters
    assert stored.scenarios.keys() == project.scenarios.keys()
    for name, scenario in project.scenarios.items():
        twin = stored.scenarios[name]
        assert twin.fixed_modes == scenario.fixed_modes
        assert twin.site_choices == scenario.site_choices
        assert twin.runs.keys() == scenario.runs.keys()
        modes = scenario.results["household_modes"]["mode"]
        assert twin.results["household_modes"]["mode"].tolist() == modes.tolist()


@pytest.fixture
def traced():
    """Trace memory from the second round on, when everything is loaded."""
    yield tracemalloc.start
    tracemalloc.stop()


def held_bytes():
    settle()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_closed_projects_leave_nothing_behind(window, no_questions, traced):
    """Five projects, each edited at random and then replaced: memory and objects stay level."""
    window.registry.qactions["draw.site"].trigger()  # loads kernels before memory is counted
    while window.runner.is_busy:
        settle()
    monkey, levels, closed = Monkey(window), [], []
    for turn in range(6):
        window.document.open(small_project(), window.document.path)
        closed.append(weakref.ref(window.document.project))
        let_loose(monkey, 40)
        window.document.open(small_project(), window.document.path)
        window.checks.check()
        settle()
        if turn == 1:
            traced()
        if turn > 1:
            levels.append((held_bytes(), count_objects(window)))
    gc.collect()
    assert [ref() for ref in closed[:-1] if ref() is not None] == []
    assert sum(isinstance(item, Project) for item in gc.get_objects()) <= 4
    (first_bytes, first_objects), (last_bytes, last_objects) = levels[1], levels[-1]
    assert last_bytes - first_bytes < MOST_NEW_BYTES
    assert last_objects - first_objects < MOST_NEW_OBJECTS
