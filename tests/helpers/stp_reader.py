"""Reads SteinLib files: Steiner trees, prize-collecting with or without a root."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class StpInstance:
    """An undirected instance; nodes count from 0.

    ``prize`` is infinite at the terminals of plain Steiner trees.
    """

    name: str
    edge_nodes: NDArray[np.int64]
    edge_cost: NDArray[np.float64]
    node_prize: NDArray[np.float64]
    root: int | None


def read_stp(path: Path) -> StpInstance:
    """Read one file; some list an edge's end nodes behind tabs, some quote with odd signs."""
    edges, costs, prizes, root, node_count = [], [], {}, None, 0
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        match line.split():
            case ["Nodes", count]:
                node_count = int(count)
            case ["E" | "A", one, other, cost]:
                edges.append((int(one) - 1, int(other) - 1))
                costs.append(float(cost))
            case ["TP", node, prize]:
                prizes[int(node) - 1] = float(prize)
            case ["T", node]:
                prizes[int(node) - 1] = np.inf
            case ["RootP" | "Root", node]:
                root = int(node) - 1
    node_prize = np.zeros(node_count)
    node_prize[list(prizes)] = list(prizes.values())
    return StpInstance(
        name=path.stem,
        edge_nodes=np.array(edges, dtype=np.int64),
        edge_cost=np.array(costs),
        node_prize=node_prize,
        root=root,
    )


def read_best_values(table: Path) -> dict[str, float]:
    """Read the best value known of each instance from ``TABLE.csv``."""
    with table.open(encoding="utf-8") as lines:
        return {row["name"]: float(row["best"]) for row in csv.DictReader(lines)}
