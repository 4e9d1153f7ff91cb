"""Compiled search for long rising mains in place of chains of stations.

From a station down its way: the manholes passed are turned about to drain back to
the station, which pumps past them all. As levels run from the leaves to the
outlets, only the turned manholes and those below the end of the main change.
"""

from __future__ import annotations

from algorithms._compile import compiled
from algorithms.sewage._design_kernels import design_levels, has_main
from algorithms.sewage._exchange_kernels import Workspace, put_rows_back, save_rows
from algorithms.sewage._sewer_arrays import (
    HEAD,
    LIFTED,
    LONG_MAIN_MAX_HEAD,
    PUMPED,
    Corridors,
    FloatArray,
    IntArray,
    Levels,
    Links,
    Loads,
    Pipes,
)

_LEAST_GAIN_YUAN = 1.0


@compiled
def _way_down(v: int, most: int, links: Links, space: Workspace) -> int:
    """Put ``v`` and the nodes after it into the way, up to the next long main or the outlet.

    Beside each stand its present links. Returns their number.
    """
    count = 0
    while count < most and links.down[v] >= 0 and not has_main(v, links):
        space.way[count, 0] = v
        space.way[count, 1] = links.down[v]
        space.way[count, 2] = links.edge[v]
        count += 1
        v = links.down[v]
    return count


@compiled
def _lay(size: int, row: int, links: Links, space: Workspace) -> None:
    """Pump from the start of the way over so many reaches, the nodes between turned about."""
    pump, end = space.way[0, 0], space.way[size - 1, 1]
    for k in range(1, size):
        links.down[space.way[k, 0]] = space.way[k - 1, 0]
        links.edge[space.way[k, 0]] = space.way[k - 1, 2]
    links.down[pump] = end
    links.edge[pump] = space.way[size - 1, 2]
    links.main_size[pump] = size
    links.main_first[pump] = row
    links.main_edges[row : row + size] = space.way[:size, 2]
    links.main_ends[row : row + size] = space.way[:size, 1]
    links.main_next[pump] = links.main_into[end]
    links.main_into[end] = pump


@compiled
def _take_up(size: int, links: Links, space: Workspace) -> None:
    pump, end = space.way[0, 0], space.way[size - 1, 1]
    for k in range(size):
        links.down[space.way[k, 0]] = space.way[k, 1]
        links.edge[space.way[k, 0]] = space.way[k, 2]
    links.main_size[pump] = 0
    links.main_into[end] = links.main_next[pump]
    links.main_next[pump] = -1


@compiled
def _find_changed(size: int, links: Links, space: Workspace) -> int:
    """List the nodes whose design changes, in order: from the last one turned to the outlet."""
    count, v = 0, space.way[size - 1, 0]
    while v >= 0:
        space.affected[count] = v
        count += 1
        v = links.down[v]
    return count


@compiled
def lay_mains(  # noqa: PLR0917
    pumps: IntArray,
    most: int,
    row: int,
    links: Links,
    loads: Loads,
    graph: Corridors,
    pipes: Pipes,
    scalars: FloatArray,
    levels: Levels,
    space: Workspace,
) -> float:
    """Try the best main from each of these stations; changes ``links`` and ``levels`` in place.

    ``most`` is the longest main in reaches; from ``row`` on ``links.main_edges`` has
    room for one from each pump. Returns the present value saved.
    """
    gained = 0.0
    for pump in pumps:
        is_station = levels.kind[pump] == LIFTED or levels.kind[pump] == PUMPED
        if not is_station or links.main_size[pump] > 0:
            continue
        reaches = _way_down(pump, most, links, space)
        best, best_gain = 0, _LEAST_GAIN_YUAN
        top = graph.ground[pump]
        for size in range(1, reaches + 1):
            end = space.way[size - 1, 1]
            # A main that falls at its end draws air.
            if size < 2 or graph.ground[end] < top:
                top = max(top, graph.ground[end])
                continue
            top = graph.ground[end]
            _lay(size, row, links, space)
            count = _find_changed(size, links, space)
            before = save_rows(count, levels, space)
            changed = space.affected[:count]
            gain = before - design_levels(changed, links, loads, graph, pipes, scalars, levels)
            if gain > best_gain and levels.table[pump, HEAD] <= scalars[LONG_MAIN_MAX_HEAD]:
                best, best_gain = size, gain
            put_rows_back(count, levels, space)
            _take_up(size, links, space)
        if best > 0:
            _lay(best, row, links, space)
            count = _find_changed(best, links, space)
            changed = space.affected[:count]
            design_levels(changed, links, loads, graph, pipes, scalars, levels)
            gained += best_gain
            row += best
    return gained
