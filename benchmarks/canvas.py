"""How fluent the map is with a county: 300,000 households, 20,000 roads, 200 villages.

Run ``python benchmarks/canvas.py``; it prints one line per figure. The window
is 1600 by 1000 and not shown (offscreen platform). Work in the window's thread
and drawing are measured in processor time, which other programs do not disturb;
waiting for a picture and stalls in time on the clock.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import resource
import statistics
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from PyQt6.QtCore import QElapsedTimer, QEventLoop, QTimer
from PyQt6.QtWidgets import QApplication

from siting_tool.map_canvas.project_layers import make_map_layer
from siting_tool.project.edits import SetFixedModes
from siting_tool.project.project import Project, Scenario
from siting_tool.window import MainWindow, make_application

HOUSEHOLDS, ROADS, VILLAGES = 300_000, 20_000, 200
WIDTH_M, HEIGHT_M = 40_000.0, 25_000.0
WEST, SOUTH = 500_000.0, 3_300_000.0
MODES = ("sewer", "septic_tank", "dry", "keep", "undecided")
CRS = "EPSG:4546"
FRAME_MS = 1000 / 60


def county() -> Project:
    """Made-up county, repeatable."""
    rng = np.random.default_rng(7)

    def places(count: int) -> np.ndarray:
        return rng.uniform(size=(count, 2)) * (WIDTH_M, HEIGHT_M) + (WEST, SOUTH)

    ids = np.arange(HOUSEHOLDS).astype(str).astype(object)
    points = gpd.points_from_xy(*places(HOUSEHOLDS).T)
    ids = pd.Series(ids, dtype=object)
    codes = np.char.add("4200000", rng.integers(10_000, 10_000 + VILLAGES, HOUSEHOLDS).astype(str))
    columns = {"household_id": ids, "village_code": pd.Series(codes, dtype=object)}
    households = gpd.GeoDataFrame(columns, geometry=points, crs=CRS)
    chosen = np.array(MODES, dtype=object)[rng.integers(0, len(MODES), HOUSEHOLDS)]
    modes = households.assign(
        scenario="main", persons=3.0, capital_yuan=4200.0, annual_yuan=120.0, confidence=0.8
    )
    for name in ("is_fixed", "is_uncertain", "needs_site_check"):
        modes[name] = pd.array([False] * HOUSEHOLDS, dtype="boolean")
    modes["mode"] = pd.Series(chosen, dtype=object)  # as the project file gives it
    starts = places(ROADS)[:, np.newaxis]
    ways = starts + rng.normal(0, 60, (ROADS, 4, 2)).cumsum(axis=1)
    classes = rng.choice(["main", "secondary", "lane", "path"], ROADS)
    roads = gpd.GeoDataFrame({"road_class": classes}, geometry=shapely.linestrings(ways), crs=CRS)
    names = [f"village {number}" for number in range(VILLAGES)]
    circles = shapely.buffer(shapely.points(places(VILLAGES)), 1200.0)
    villages = gpd.GeoDataFrame({"village_name": names}, geometry=circles, crs=CRS)
    layers = {"households": households, "roads": roads, "village_boundaries": villages}
    scenario = Scenario(name="main", results={"household_modes": modes})
    return Project(crs=CRS, layers=layers, scenarios={"main": scenario})


def wait_for_picture(window: MainWindow) -> float:
    """Return the milliseconds until the next sharp picture is on the screen."""
    loop, clock = QEventLoop(), QElapsedTimer()
    window.canvas.redrawn.connect(loop.quit)
    QTimer.singleShot(20_000, loop.quit)
    clock.start()
    loop.exec()
    window.canvas.redrawn.disconnect(loop.quit)
    return float(clock.elapsed())


def settle() -> None:
    """Let everything that was begun end."""
    for _ in range(20):
        QApplication.processEvents()
        time.sleep(0.02)


def pan_frames_ms(window: MainWindow, count: int = 120) -> list[float]:
    """Return the time of each frame of a drag across the map and back."""
    frames = []
    for number in range(count):
        started = time.thread_time()
        step = 4 if number < count / 2 else -4
        window.canvas.pan_by(step, step / 2)
        window.canvas.repaint()
        frames.append(1000 * (time.thread_time() - started))
    return frames


def worst_stall_ms(window: MainWindow) -> float:
    """Return the longest gap between ticks of a 5 ms timer while a picture is drawn."""
    gaps: list[float] = []
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(1000 * (now - last[0]))
        last[0] = now

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(5)
    last[0] = time.perf_counter()
    window.canvas.redraw()
    wait_for_picture(window)
    timer.stop()
    return max(gaps, default=0.0) - 5.0


def drawing_ms(window: MainWindow, keys: tuple[str, ...], rounds: int = 5) -> float:
    """Return the least processor time to draw some layers anew, margin included."""
    renderer, times = window.canvas.renderer, []
    layers = tuple(item for item in window.canvas.layers if item.layer.key in keys)
    for number in range(rounds):
        window.canvas.view = window.canvas.view.moved(0.001 * (number + 1), 0)
        view = window.canvas._device_view().with_margin(1.25)
        scene = window.canvas._scene(view)
        scene = type(scene)(**{**vars(scene), "layers": layers})
        started = time.thread_time()
        renderer.draw(scene, lambda: False)
        times.append(1000 * (time.thread_time() - started))
    return min(times)


def report(name: str, value: float, unit: str = "ms") -> None:
    print(f"{name:<58} {value:9.1f} {unit}")


def main() -> None:
    """Measure everything."""
    app, translators = make_application("en")
    window = MainWindow(translators)
    window.checks.close()
    window.resize(1600, 1000)
    window.canvas.setMinimumSize(1600, 1000)
    window.show()
    project = county()
    started = time.perf_counter()
    window.document.open(project, None)
    report("open: layers made and first picture asked for", 1000 * (time.perf_counter() - started))
    wait_for_picture(window)
    settle()
    window.canvas.show_all()
    settle()
    every = tuple(item.layer.key for item in window.canvas.layers)
    report("sharp picture of everything, full extent", drawing_ms(window, every))
    report(
        "sharp picture of the points alone, full extent", drawing_ms(window, ("household_modes",))
    )
    frames = pan_frames_ms(window)
    report("pan: median frame", statistics.median(frames))
    report("pan: late frames of 120", sum(frame > FRAME_MS for frame in frames), "")
    settle()
    started = time.perf_counter()
    window.canvas.zoom(4.0)
    window.canvas.repaint()
    report("zoom: scaled preview", 1000 * (time.perf_counter() - started))
    report("zoom: sharp picture, with the pause after the gesture", wait_for_picture(window))
    settle()
    report("input stall while drawing, zoomed", worst_stall_ms(window))
    window.canvas.show_all()
    settle()
    report("input stall while drawing, full extent", worst_stall_ms(window))
    settle()
    measure_edits(window)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report("memory, most ever", memory, "MB")
    window.document.undo_stack.setClean()
    window.close()
    del app


def measure_edits(window: MainWindow) -> None:
    """Time a change of one household, from the click to the picture."""
    times, until_drawn, drawing = [], [], []
    for number in range(5):
        started = time.thread_time()
        window.document.push(SetFixedModes(scenario="main", modes={str(number): "dry"}))
        times.append(1000 * (time.thread_time() - started))
        until_drawn.append(times[-1] + wait_for_picture(window))
    canvas = window.canvas
    for number in range(5, 10):
        window.document.push(SetFixedModes(scenario="main", modes={str(number): "dry"}))
        canvas.renderer.cancel()
        started = time.thread_time()
        canvas.renderer.draw(canvas._scene(canvas.picture.scene.view), lambda: False)
        drawing.append(1000 * (time.thread_time() - started))
    report("one household's mode: project, panels and layers", statistics.median(times))
    report("one household's mode: picture mended", statistics.median(drawing))
    report("one household's mode: until drawn", statistics.median(until_drawn))
    frame = window.document.frame("household_modes")
    started = time.perf_counter()
    make_map_layer("household_modes", frame)
    report("household layer made from nothing", 1000 * (time.perf_counter() - started))


if __name__ == "__main__":
    main()
