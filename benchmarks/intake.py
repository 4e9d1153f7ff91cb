"""Time and memory of reading 300,000 households with 20 columns, against plain geopandas.

Run as ``python -m benchmarks.intake [rows]``. Each reading runs in a process
of its own, so that the peak memory is its own.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.checks import check_layers
from layers.io.vector import read_vector
from layers.io.write import LayerToWrite, atomic_path, write_geopackage_layers
from siting_tool.cli.main import run

ROWS = 300_000
TOILETS = ("三格式", "旱厕", "无", "沼气池", "双瓮式", "水冲")
SURNAMES = ("张", "李", "王", "刘", "陈", "杨", "黄", "赵")


def households(rows: int) -> pd.DataFrame:
    """Return households as a ledger spells them, with 20 columns and some faults."""
    rng = np.random.default_rng(7)
    number = np.arange(rows)
    yes_no = np.array(["有", "无"], dtype=object)
    persons = rng.integers(1, 8, rows).astype(object)
    persons[::5000] = "３人"
    return pd.DataFrame(
        {
            "户编号": [f"4206821012{n:06d}" for n in number],
            "村代码": [f"4206821012{n % 13 + 1:02d}" for n in number],
            "户主姓名": [f"{SURNAMES[n % 8]}{n}" for n in number],
            "户籍人口": persons,
            "常住人口": rng.integers(0, 6, rows),
            "是否通自来水": yes_no[rng.integers(0, 2, rows)],
            "厕所类型": np.array(TOILETS, dtype=object)[rng.integers(0, len(TOILETS), rows)],
            "院落面积": rng.uniform(10, 200, rows).round(1),
            "入户道路宽度": rng.uniform(1, 6, rows).round(1),
            "是否常住": np.array(["是", "否"], dtype=object)[rng.integers(0, 2, rows)],
            "改厕意愿": np.array(["愿意", "不愿意"], dtype=object)[rng.integers(0, 2, rows)],
            "地下水埋深": rng.uniform(0.5, 20, rows).round(2),
            "备注": np.where(number % 10 == 0, "外出务工", ""),
            "村民小组": [f"{n % 9}组" for n in number],
            "联系电话": [f"138{n:08d}" for n in number],
            "建档日期": "2024-05-01",
            "房屋结构": np.array(["砖混", "土木"], dtype=object)[rng.integers(0, 2, rows)],
            "建筑年份": rng.integers(1960, 2024, rows),
            "经度": rng.uniform(111.4, 111.9, rows).round(7),
            "纬度": rng.uniform(32.1, 32.5, rows).round(7),
        }
    )


def write_files(folder: Path, rows: int) -> None:
    """Write the same households as CSV (GBK), GeoPackage and Shapefile."""
    frame = households(rows)
    frame.to_csv(folder / "households.csv", index=False, encoding="gb18030")
    points = gpd.points_from_xy(frame["经度"], frame["纬度"], crs="EPSG:4490")
    plain = frame.drop(columns=["经度", "纬度"]).astype({"户籍人口": str})
    layer = gpd.GeoDataFrame(plain, geometry=points).to_crs("EPSG:4546")
    layer.to_file(folder / "households.gpkg")
    short = {name: name[:5] for name in layer.columns if name != "geometry"}
    layer.rename(columns=short).to_file(folder / "households.shp", encoding="gb18030")


def plain_reading(path: Path) -> int:
    """Read as a script with geopandas would: no mapping, no checks, one projection."""
    if path.suffix == ".csv":
        frame = pd.read_csv(path, encoding="gb18030")
        points = gpd.points_from_xy(frame["经度"], frame["纬度"], crs="EPSG:4490")
        return len(gpd.GeoDataFrame(frame, geometry=points).to_crs("EPSG:4546"))
    return len(gpd.read_file(path))


def our_reading(path: Path) -> int:
    """Read into the declared columns of households, with all checks of a reader."""
    return read_vector(path, "households", target_crs="EPSG:4546").kept


def our_saving(path: Path) -> int:
    """Read, map and save as a GeoPackage in one whole."""
    layer = read_vector(path, "households", target_crs="EPSG:4546")
    with atomic_path(path.parent / "project.gpkg") as temporary:
        write_geopackage_layers(temporary, [LayerToWrite(name="households", frame=layer.frame)])
    return layer.kept


def report_checks(path: Path) -> int:
    """Read and run the data report over the households alone."""
    layer = read_vector(path, "households", target_crs="EPSG:4546")
    check_layers({"households": layer}, None)
    return layer.kept


def whole_command(path: Path) -> int:
    """Make a saved project as ``siting-tool new`` does, start of the program included."""
    project = path.parent / f"{path.stem}_{path.suffix[1:]}.gpkg"
    project.unlink(missing_ok=True)
    words = ["new", str(project), f"households={path}", "--json", "--language", "en"]
    with redirect_stdout(io.StringIO()) as printed:
        code = run(words)
    assert code == 0, printed.getvalue()
    return int(json.loads(printed.getvalue())["layers"][0]["kept"])


TASKS = {
    "geopandas": plain_reading,
    "read_vector": our_reading,
    "read and save": our_saving,
    "read and check": report_checks,
    "siting-tool new": whole_command,
}


def run_task(task: str, path: Path) -> None:
    """Run one task in this process and print rows, processor and clock seconds, peak memory.

    Processor time counts, because other work on the machine stretches the clock.
    """
    start, started = time.process_time(), time.perf_counter()
    rows = TASKS[task](path)
    seconds, clock = time.process_time() - start, time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows} {seconds:.2f} {clock:.2f} {megabytes:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--task", choices=sorted(TASKS))
    parser.add_argument("--file", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.task:
        run_task(options.task, options.file)
        return
    if options.write:
        write_files(options.file, options.rows)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = [sys.executable, "-m", "benchmarks.intake"]
        # Written elsewhere, because Linux hands a parent's peak memory down.
        subprocess.run([*base, str(options.rows), "--write", "--file", name], check=True)
        print(f"{'file':18}{'task':16}{'rows':>9}{'cpu s':>8}{'clock s':>9}{'MB':>7}{'ratio':>7}")
        for file in ("households.csv", "households.gpkg", "households.shp"):
            plain = 0.0
            for task in TASKS:
                command = [*base, "--task", task, "--file", str(folder / file)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                rows, seconds, clock, megabytes = done.stdout.split()
                plain = plain or float(seconds)
                ratio = float(seconds) / plain
                print(
                    f"{file:18}{task:16}{rows:>9}{seconds:>8}{clock:>9}{megabytes:>7}{ratio:>7.1f}"
                )


if __name__ == "__main__":
    main()
