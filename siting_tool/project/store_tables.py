"""Everything of a project that is no layer, in plain tables of the GeoPackage."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from layers.findings import Finding, Severity
from layers.vector import Fingerprint, Source
from resources.catalogue import ParameterValues
from siting_tool import __version__
from siting_tool.project.base_maps import read_base_maps, stored_base_maps
from siting_tool.project.project import Project, RunRecord, Scenario

_TABLES = {
    "project_meta": ("key", "value"),
    "project_parameters": (
        "id",
        "value",
        "is_changed",
        "title_zh",
        "title_en",
        "unit",
        "source",
        "certainty",
    ),
    "project_texts": ("id", "value"),
    "project_sources": ("role", "position", "source"),
    "project_findings": ("severity", "code", "role", "count", "ids", "xy", "details"),
    "project_scenarios": ("name", "fixed_modes", "site_choices", "runs"),
    "project_history": ("position", "run"),
}

_WHOLE_NUMBERS = {"position", "count", "is_changed"}


def write_tables(
    connection: sqlite3.Connection, project: Project, format_version: int, folder: Path
) -> None:
    """Write parameters, sources, findings, scenarios and history of a project in a folder."""
    meta = {
        "format_version": format_version,
        "program_version": __version__,
        "crs": project.crs,
        "profile": project.profile,
        "base_maps": _json(stored_base_maps(project.base_maps, folder)),
        "map_view": _json(project.map_view),
    }
    _write(connection, "project_meta", ((key, str(value)) for key, value in meta.items()))
    _write(connection, "project_parameters", _parameter_rows(project.parameter_values()))
    _write(connection, "project_texts", project.texts.items())
    _write(connection, "project_sources", _source_rows(project))
    _write(connection, "project_findings", map(_finding_row, project.findings))
    _write(connection, "project_scenarios", map(_scenario_row, project.scenarios.values()))
    history = ((number, _run_text(run)) for number, run in enumerate(project.history))
    _write(connection, "project_history", history)


def read_tables(connection: sqlite3.Connection, path: Path) -> Project:
    """Read a project without its layers."""
    meta = dict(_read(connection, "project_meta"))
    changed = {
        row[0]: json.loads(row[1]) for row in _read(connection, "project_parameters") if row[2]
    }
    sources: dict[str, tuple[Source, ...]] = {}
    for role, _, entry in sorted(_read(connection, "project_sources"), key=lambda row: row[:2]):
        sources[role] = (*sources.get(role, ()), _source(json.loads(entry)))
    scenarios = [_scenario(row) for row in _read(connection, "project_scenarios")]
    history = sorted(_read(connection, "project_history"))
    return Project(
        crs=meta["crs"],
        profile=meta["profile"],
        parameters=changed,
        texts=dict(_read(connection, "project_texts")),
        base_maps=read_base_maps(json.loads(meta.get("base_maps", "[]")), path.parent),
        map_view=json.loads(meta.get("map_view", "{}")),
        sources=sources,
        findings=tuple(_finding(row) for row in _read(connection, "project_findings")),
        scenarios={scenario.name: scenario for scenario in scenarios},
        history=tuple(_run(json.loads(row[1])) for row in history),
    )


def write_map_view(path: Path, map_view: Mapping[str, Any]) -> None:
    """Note in a project file how its map is looked at, and touch nothing else.

    Raises
    ------
    sqlite3.Error
        When the file cannot be written.
    """
    address = f"{path.absolute().as_uri()}?mode=rw"  # never makes a file that is gone
    with closing(sqlite3.connect(address, uri=True, timeout=1.0)) as connection, connection:
        connection.execute("DELETE FROM project_meta WHERE key = 'map_view'")
        connection.execute(
            "INSERT INTO project_meta (key, value) VALUES ('map_view', ?)", (_json(map_view),)
        )


def _write(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    columns = _TABLES[table]
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" for _ in columns)
    declared = ", ".join(
        f'"{name}" {"INTEGER" if name in _WHOLE_NUMBERS else "TEXT"}' for name in columns
    )
    # Table and column names are the constants above; values are bound.
    connection.execute(f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY, {declared})")
    connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
        (table, table),
    )


def _read(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    names = ", ".join(f'"{name}"' for name in _TABLES[table])
    return connection.execute(f"SELECT {names} FROM {table} ORDER BY fid").fetchall()  # noqa: S608


def _parameter_rows(values: ParameterValues) -> Iterable[tuple[Any, ...]]:
    for parameter_id, item in values.profile.items():
        yield (
            parameter_id,
            json.dumps(values[parameter_id]),
            parameter_id in values.changes,
            item.title_zh,
            item.title_en,
            item.unit,
            item.source,
            item.certainty,
        )


def _source_rows(project: Project) -> Iterable[tuple[Any, ...]]:
    for role, sources in project.sources.items():
        for position, source in enumerate(sources):
            yield role, position, _json(dataclasses.asdict(source))


def _source(entry: dict[str, Any]) -> Source:
    state = entry.pop("fingerprint")
    return Source(**entry, fingerprint=Fingerprint(**state) if state else None)


def _finding_row(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.severity.value,
        finding.code,
        finding.role,
        finding.count,
        _json(finding.ids),
        _json(finding.xy),
        _json(finding.values),
    )


def _finding(row: tuple[Any, ...]) -> Finding:
    severity, code, role, count, ids, xy, details = row
    return Finding(
        severity=Severity(severity),
        code=code,
        role=role,
        count=count,
        ids=tuple(json.loads(ids)),
        xy=tuple((x, y) for x, y in json.loads(xy)),
        values=json.loads(details),
    )


def _scenario_row(scenario: Scenario) -> tuple[Any, ...]:
    runs = {kind: dataclasses.asdict(run) for kind, run in scenario.runs.items()}
    return (
        scenario.name,
        _json(scenario.fixed_modes),
        _json(scenario.site_choices),
        _json(runs),
    )


def _scenario(row: tuple[Any, ...]) -> Scenario:
    name, fixed_modes, site_choices, runs = row
    return Scenario(
        name=name,
        fixed_modes=json.loads(fixed_modes),
        site_choices=json.loads(site_choices),
        runs={kind: _run(entry) for kind, entry in json.loads(runs).items()},
    )


def _run_text(run: RunRecord) -> str:
    return _json(dataclasses.asdict(run))


def _run(entry: dict[str, Any]) -> RunRecord:
    return RunRecord(**entry)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """Return NumPy numbers and arrays and mappings as what JSON knows."""
    return dict(value) if isinstance(value, Mapping) else value.tolist()
