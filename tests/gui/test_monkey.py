"""Two thousand random actions: no exception, no broken project, everything undone."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from PyQt6.QtWidgets import QApplication

ACTIONS = 2_000
SEED = 20_260_301
# Those that open a dialog, start a run or end the program are driven by other tests.
LEFT_OUT = {
    "file.new", "file.open", "file.save", "file.save_as", "file.sample", "file.import",
    "file.export", "file.quit", "map.go_to", "map.bookmark_add", "map.bookmark_show",
    "plan.site", "plan.renovate", "draw.set_value",
    "help.palette", "help.manual", "help.about", "look.theme_light", "look.theme_dark",
}  # fmt: skip


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
        self.offered = [name for name in window.registry.qactions if name not in LEFT_OUT]

    def place(self):
        west, south, east, north = self.window.canvas.view.bounds_m
        return float(self.rng.uniform(west, east)), float(self.rng.uniform(south, north))

    def act(self):
        doings = (self.trigger, self.select, self.select_area, self.add, self.zoom, self.set_mode,
                  self.move, self.hide, self.parameter)  # fmt: skip
        weights = np.array((8, 4, 2, 1, 3, 2, 2, 1, 1), dtype=float)
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
        role = self.rng.choice(["households", "places", "restricted_areas"])
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


def test_a_monkey_breaks_nothing(window, no_questions):
    before = window.document.project
    monkey = Monkey(window)
    for step in range(ACTIONS):
        monkey.act()
        if step % 50 == 0:
            QApplication.processEvents()
    while window.document.undo_stack.canUndo():
        window.document.undo_stack.undo()
    same_project(window.document.project, before)
    while window.document.undo_stack.canRedo():
        window.document.undo_stack.redo()
    assert window.document.undo_stack.index() == window.document.undo_stack.count()
