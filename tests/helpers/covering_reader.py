"""Reads the published covering instances that may lie beside the project."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from numpy.typing import NDArray

_FOLDER = Path(__file__).resolve().parents[2] / ".." / "shared" / "bench"


def read_sjc(size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return distances and demand of São José dos Campos; skip the test without the file."""
    folder = _FOLDER / "mclp_sjc"
    _need(folder / f"SJC{size}.txt")
    xy_m = np.loadtxt(folder / f"SJC{size}.txt", skiprows=1, usecols=(0, 1))
    demand = np.loadtxt(folder / f"demand-SJC{size}.dat")
    return np.hypot(*(xy_m[:, None] - xy_m[None]).transpose(2, 0, 1)), demand


def read_scp(name: str) -> tuple[sp.csr_array, NDArray[np.float64]]:
    """Return coverage and costs of an OR-Library set covering instance, or skip the test."""
    path = _FOLDER / "scp" / f"{name}.txt"
    _need(path)
    numbers = np.array(path.read_text().split(), dtype=np.int64)
    row_count, column_count = numbers[:2].tolist()
    cost, rest = numbers[2 : 2 + column_count], numbers[2 + column_count :]
    columns, indptr, place = [], [0], 0
    for _ in range(row_count):
        size = int(rest[place])
        columns.append(rest[place + 1 : place + 1 + size] - 1)
        indptr.append(indptr[-1] + size)
        place += 1 + size
    indices = np.concatenate(columns)
    covers = sp.csr_array(
        (np.ones(indices.size, dtype=bool), indices, indptr), shape=(row_count, column_count)
    )
    return covers, cost.astype(np.float64)


def _need(path: Path) -> None:
    if not path.is_file():
        pytest.skip("the published instances are not beside the project")
