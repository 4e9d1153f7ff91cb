"""A ledger without geometry joined to the layer of the places it speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.join import Joined, JoinKey, Ledger, join_ledger, read_ledger, usable_keys
from layers.placing import PlacingOptions
from siting_tool.project.errors import ProjectError

if TYPE_CHECKING:
    from layers.vector import Source
    from siting_tool.project.intake import Intake
    from siting_tool.project.project import Project

LEDGER_SUFFIX = "_ledger"
_JOINED = "joined_by"


@dataclass(frozen=True, kw_only=True)
class JoinRequest:
    """A ledger with the role whose features it describes, and by what they are matched.

    Attributes
    ----------
    role
        Role of the features.
    path, layer, encoding, crs, datum_shift, mapping
        As in `layers.io.vector.ReadOptions`; the system only matters for
        matching by position.
    keys
        By what to match, in this order; everything that the role allows where
        it is empty.
    """

    role: str
    path: Path
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    datum_shift: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    keys: Sequence[JoinKey] = ()


@dataclass(frozen=True, kw_only=True)
class LedgerJoin:
    """A ledger with what it matches in a project; nothing is changed yet.

    Attributes
    ----------
    request, ledger, joined
        What was asked for, what was read, what matches.
    source
        The ledger as a source of the layer, enough to join it again.
    """

    request: JoinRequest
    ledger: Ledger
    joined: Joined
    source: Source


def look_up(project: Project, request: JoinRequest) -> LedgerJoin:
    """Read a ledger and match it with its layer.

    Raises
    ------
    ProjectError
        When the project has no features of that role.
    layers.errors.LayerError
        When the ledger cannot be read, or no row matches anything.
    """
    if request.role not in project.layers or project.layers[request.role].empty:
        raise ProjectError("project.join_needs_layer", role=request.role, file=str(request.path))
    request = replace(request, keys=tuple(request.keys) or usable_keys(request.role))
    ledger = _read(project, request)
    joined = _join(project, ledger, project.layers[request.role], request.keys)
    if not len(joined.feature_index):
        raise ProjectError("project.join_no_match", file=str(request.path), role=request.role,
                           keys=", ".join(request.keys))  # fmt: skip
    options: dict[str, Any] = {_JOINED: [key.value for key in request.keys]}
    for name in ("layer", "encoding", "crs"):
        if getattr(request, name):
            options[name] = getattr(request, name)
    if request.mapping:
        options["mapping"] = dict(request.mapping)
    source = replace(
        ledger.source,
        path=str(request.path.absolute()),
        datum_shift=request.datum_shift or "",
        options=options,
    )
    return LedgerJoin(request=request, ledger=ledger, joined=joined, source=source)


def with_ledger(project: Project, found: LedgerJoin) -> Project:
    """Return the project with the matched rows in its layer.

    The ledger becomes one of the layer's sources: what it says is imported,
    not edited, and comes again when sources are refreshed.
    """
    role, layer = found.request.role, project.layers[found.request.role]
    imported = project.imported.get(role)
    if imported is layer:
        imported = found.joined.frame
    elif imported is not None:
        imported = _join(project, found.ledger, imported, found.request.keys).frame
    sources = tuple(
        source for source in project.sources.get(role, ()) if source.path != found.source.path
    )
    return replace(
        project.with_layer(role, found.joined.frame),
        imported={**project.imported, **({role: imported} if imported is not None else {})},
        sources={**project.sources, role: (*sources, found.source)},
        findings=(*project.findings, *join_findings(found)),
    )


def joined_to(intake: Intake, requests: Sequence[JoinRequest]) -> Intake:
    """Join ledgers to the layers of a project that was just read."""
    for request in requests:
        found = look_up(intake.project, request)
        intake = replace(
            intake,
            project=with_ledger(intake.project, found),
            entries=(*intake.entries, join_entry(found)),
        )
    return intake


def join_findings(found: LedgerJoin) -> tuple[Any, ...]:
    """Return what was noticed while reading and matching."""
    return (*found.ledger.findings, *found.joined.findings)


def join_entry(found: LedgerJoin) -> dict[str, Any]:
    """Return what the command line prints: rows read, matched and left, and both lists."""
    matched = [key.value for key in found.joined.keys]
    return {
        "role": f"{found.request.role}{LEDGER_SUFFIX}",
        "source": str(found.request.path),
        "read": len(found.ledger.frame),
        "kept": len(matched),
        "repaired": 0,
        "dropped": len(found.joined.unmatched_rows),
        "findings": join_findings(found),
        "matched": {key.value: matched.count(key.value) for key in found.request.keys},
        "unmatched_features": list(found.joined.unmatched_ids),
        "unmatched_rows": list(found.joined.unmatched_rows),
    }


def is_ledger(source: Source) -> bool:
    """Whether a source was joined to a layer instead of being one."""
    return _JOINED in source.options


def request_again(source: Source, role: str) -> JoinRequest:
    """Return the request that joins a ledger once more."""
    given = source.options
    return JoinRequest(
        role=role,
        path=Path(source.path),
        layer=given.get("layer"),
        encoding=given.get("encoding"),
        crs=given.get("crs"),
        datum_shift=source.datum_shift or None,
        mapping=given.get("mapping", {}),
        keys=tuple(JoinKey(key) for key in given[_JOINED]),
    )


def _read(project: Project, request: JoinRequest) -> Ledger:
    return read_ledger(
        request.path,
        request.role,
        layer=request.layer,
        encoding=request.encoding,
        mapping=request.mapping,
        placing=PlacingOptions(
            crs=request.crs, datum_shift=request.datum_shift, target_crs=project.crs
        ),
    )


def _join(project: Project, ledger: Ledger, features: Any, keys: Sequence[JoinKey]) -> Joined:
    reach_m = project.parameter_values().number("intake.join_reach_m")
    return join_ledger(features, ledger, keys=keys, reach_m=reach_m)
