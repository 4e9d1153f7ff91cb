"""Where the work stands: the states of the four steps."""

from __future__ import annotations

from siting_tool.commands.document import Document
from siting_tool.docks.task_panel import StepState
from siting_tool.docks.value_text import layer_title
from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_moment
from siting_tool.i18n.language import current_language
from siting_tool.map_canvas.styles import schema_for

_NEEDED = {"site": ("households", "roads"), "renovate": ("households",)}
_COUNTED = ("households", "roads", "village_boundaries", "public_toilets")


def step_states(document: Document, stale_kinds: frozenset[str]) -> dict[str, StepState]:
    """Return the state of every step.

    Parameters
    ----------
    document
        The open project.
    stale_kinds
        Runs whose inputs changed since.
    """
    return {
        "data": _data_state(document),
        "site": _run_state(document, "site", stale_kinds),
        "renovate": _run_state(document, "renovate", stale_kinds),
        "sheets": _sheets_state(document),
    }


def _data_state(document: Document) -> StepState:
    project = document.project
    if project is None:
        words = translate("Tasks", "Open a project or make a new one from your files.")
        return StepState(state="missing", lines=(words,))
    language = current_language()
    counts = (
        f"{layer_title(schema_for(role), language)} {len(project.layers[role]):,}"
        for role in _COUNTED
        if role in project.layers
    )
    lines = [" · ".join(counts)]
    if project.terrain is None:
        lines.append(translate("Tasks", "No terrain: sewer levels cannot be worked out."))
    lacking = _lacking(document, ("households", "roads"))
    if lacking:
        lines.append(lacking)
    return StepState(state="missing" if lacking else "done", lines=tuple(lines))


def _lacking(document: Document, roles: tuple[str, ...]) -> str:
    layers = document.project.layers if document.project else {}
    language = current_language()
    names = [layer_title(schema_for(role), language) for role in roles if role not in layers]
    if not names:
        return ""
    joint = "、" if language == "zh" else ", "
    return translate("Tasks", "Missing: {layers}").format(layers=joint.join(names))


def _run_state(document: Document, kind: str, stale_kinds: frozenset[str]) -> StepState:
    lacking = _lacking(document, _NEEDED[kind])
    if document.project is None or lacking:
        return StepState(state="missing", lines=(lacking,) if lacking else ())
    record = document.scenario.runs.get(kind)
    if record is None:
        return StepState(state="ready", lines=(translate("Tasks", "Not run yet."),))
    when = translate("Tasks", "Last run {moment}").format(moment=format_moment(record.finished_at))
    if kind in stale_kinds:
        words = translate("Tasks", "Data or parameters changed since; run again.")
        return StepState(state="stale", lines=(when, words))
    return StepState(state="done", lines=(when,))


def _sheets_state(document: Document) -> StepState:
    if document.project is None or not document.scenario.runs:
        words = translate("Tasks", "Sheets need a plan first.")
        return StepState(state="missing", lines=(words,))
    return StepState(state="ready")
