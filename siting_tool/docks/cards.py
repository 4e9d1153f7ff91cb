"""Cards of the inspector as HTML: what is known of one feature, and why it is so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from layers.fields import FieldType
from layers.result_schema import HOUSEHOLD_MODES, MODES
from resources.catalogue import Parameter, load_profile
from resources.texts import LANGUAGES, Language, text
from siting_tool.docks.value_text import field_title, layer_title, value_text
from siting_tool.i18n import translate
from siting_tool.i18n.formats import (
    EMPTY,
    format_distance,
    format_share,
    is_missing,
)
from siting_tool.map_canvas.styles import categories_of, schema_for
from siting_tool.project.override_text import change_text, changes_line, cost_line
from siting_tool.project.renovation_texts import (
    cost_item_quantity,
    cost_item_title,
    flip_sentence,
    read_verdicts,
    source_note,
    verdict_sentence,
    yuan_text,
)
from siting_tool.project.site_rule_text import site_rule_text

Record = Mapping[str, Any]
_MARKS = {"passed": ("✓", "#1a7f37"), "failed": ("✗", "#c0392b"), "unknown": ("?", "#b26a00")}
_MARK_WIDTH = " width='20'"
_CARE = {"failed": "!", "unknown": "?"}
_DECIDED_MODES = ("sewer", "septic_tank", "dry")
_MOST_CHANGES = 8
_HIDDEN = {"geometry", "scenario", "verdicts", "cost_items", "flips", "rules"}


def household_card(
    modes: Record | None,
    household: Record | None,
    access: Record | None,
    language: Language,
    profile: Mapping[str, Parameter] | None = None,
    decision: Record | None = None,
) -> str:
    """Return the card of a household.

    Parameters
    ----------
    modes, household, access
        Its rows in the plan, in the input and in the walks; None where it has none.
    language
        Language of the card.
    profile
        Declared parameters, for the sources of the rules; None for the usual ones.
    decision
        What its mode set by hand costs the village and whom it changes, as in the
        plan's summary; None where nothing is known.
    """
    known = modes or household or access or {}
    name = known.get("householder_name") or (household or {}).get("householder_name")
    heading = str(known.get("household_id", EMPTY))
    if not is_missing(name) and name:
        heading = f"{heading} · {name}"
    parts = [_heading(heading, translate("Cards", "Household"))]
    if modes is not None:
        priced = decision_parts(decision, language) if decision is not None else []
        parts += _mode_parts(modes, priced, language, profile or load_profile())
    if access is not None:
        parts.append(_access_part(access, language))
    if household is not None:
        parts.append(_section(translate("Cards", "Known of the household")))
        parts.append(record_table("households", household, language))
    return "".join(parts)


def _mode_parts(
    modes: Record, priced: Sequence[str], language: Language, profile: Mapping[str, Parameter]
) -> list[str]:
    mode = str(modes.get("mode"))
    parts = [_badge(mode, modes, language), _reason(modes, language)]
    parts += [f"<p><b style='color:#b26a00'>{escape(note)}</b></p>" for note in _notes(modes)]
    parts += priced
    verdicts = read_verdicts(_content(modes, "verdicts"))
    parts.append(_section(translate("Cards", "Modes compared")))
    parts.append(_mode_table(modes, verdicts, mode, language))
    parts += _flip_parts(_json(modes.get("flips")), mode, language)
    parts += _item_parts(_json(modes.get("cost_items")), language)
    parts += _verdict_parts(verdicts, mode, language, profile)
    return parts


def decision_parts(decision: Record, language: Language) -> list[str]:
    """Return what a decision by hand costs the village, with links to whom it changes.

    A link leads to ``household:ID``, several ids with a comma between.
    """
    changes = decision["changes"]
    sentences = f"{cost_line(decision, language)} {changes_line(decision, language)}"
    parts = [_section(translate("Cards", "Decision by hand")), f"<p>{escape(sentences)}</p>"]
    items = [
        f"<li>{_household_link([change['household_id']], change_text(change, language))}</li>"
        for change in changes[:_MOST_CHANGES]
    ]
    if items:
        parts.append(f"<ul>{''.join(items)}</ul>")
    if len(changes) > 1:
        words = translate("Cards", "Show all {count} on the map").format(count=len(changes))
        ids = [change["household_id"] for change in changes]
        parts.append(f"<p>{_household_link(ids, words)}</p>")
    return parts


def _household_link(ids: Sequence[str], words: str) -> str:
    target = ",".join(quote(household, safe="") for household in ids)
    return f"<a href='household:{target}'>{escape(words)}</a>"


def linked_households(link: str) -> list[str]:
    """Return the ids of the households that a link of a card leads to."""
    return [unquote(part) for part in link.removeprefix("household:").split(",")]


def _reason(record: Record, language: Language) -> str:
    reason = _content(record, f"reason_{language}")
    return f"<p>{escape(reason)}</p>" if reason else ""


def _content(record: Record, column: str) -> str:
    value = record.get(column)
    return "" if is_missing(value) else str(value)


def _badge(mode: str, modes: Record, language: Language) -> str:
    looks = {category.value: category for category in categories_of("household_modes")}
    look = looks.get(mode)
    rim = look.outline if look is not None and look.colour[:3] == (255, 255, 255) else None
    colour = rim or (look.colour if look is not None else (90, 90, 90, 255))
    title = text(f"mode.{mode}", language)
    variant = modes.get("variant")
    if not is_missing(variant) and variant:
        title = f"{title} · {value_text(HOUSEHOLD_MODES.field('variant'), variant, language)}"
    hex_colour = "#{:02x}{:02x}{:02x}".format(*colour[:3])
    return (
        f"<p><span style='background:{hex_colour};color:white;font-weight:bold'>"
        f"&nbsp;{escape(title)}&nbsp;</span></p>"
    )


def _notes(modes: Record) -> list[str]:
    notes = []
    if _is_true(modes.get("is_fixed")):
        notes.append(translate("Cards", "Set by hand"))
    if _is_true(modes.get("needs_site_check")):
        notes.append(translate("Cards", "Something is not known: check on site"))
    if _is_true(modes.get("is_uncertain")):
        confidence = modes.get("confidence")
        words = translate("Cards", "Uncertain: the choice holds in {share} of varied plans")
        notes.append(words.format(share=format_share(confidence)))
    return notes


def _is_true(value: Any) -> bool:
    return not is_missing(value) and bool(value)


def _mode_table(modes: Record, verdicts: Any, chosen: str, language: Language) -> str:
    columns = (
        translate("Cards", "Mode"),
        translate("Cards", "Feasible"),
        translate("Cards", "Whole-life cost"),
    )
    rows = [columns]
    for mode in (*_DECIDED_MODES, "keep"):
        feasible = _feasibility(verdicts, mode)
        if mode == "keep" and feasible == "failed":
            continue
        cost = 0.0 if mode == "keep" else modes.get(f"{mode}_present_value_yuan")
        mark, colour = _MARKS[feasible] if feasible else (EMPTY, "#555555")
        title = escape(text(f"mode.{mode}", language))
        if mode == chosen:
            title = f"<b>{title}</b>"
        rows.append((title, f"<b style='color:{colour}'>{mark}</b>", _yuan(cost, language)))
    table = _table(rows, has_heading=True)
    now: list[tuple[str, str]] = [
        (translate("Cards", "Cost now"), _yuan(modes.get("capital_yuan"), language)),
        (translate("Cards", "Cost per year"), _yuan(modes.get("annual_yuan"), language)),
        (
            translate("Cards", "Whole-life cost"),
            _yuan(modes.get("present_value_yuan"), language),
        ),
    ]
    share = modes.get("sewer_share_yuan")
    if not is_missing(share) and share:
        words = translate("Cards", "Of it, share of sewer and treatment")
        now.append((words, _yuan(share, language)))
    extra = modes.get("override_cost_yuan")
    if not is_missing(extra) and extra:
        now.append((translate("Cards", "Cost of the override"), _yuan(extra, language)))
    return table + _table(now)


def _yuan(yuan: Any, language: Language) -> str:
    """Return money to the yuan: what is compared here may differ by little."""
    return EMPTY if is_missing(yuan) else yuan_text(float(yuan), language)


def _entries(verdicts: Sequence[Record], mode: str) -> list[Record]:
    return [entry for entry in verdicts if entry["mode"] == mode]


def _feasibility(verdicts: Sequence[Record], mode: str) -> str:
    states = {entry["verdict"] for entry in _entries(verdicts, mode) if entry["blocks"]}
    return next((state for state in ("failed", "unknown", "passed") if state in states), "")


def _verdict_parts(
    verdicts: Sequence[Record], chosen: str, language: Language, profile: Mapping[str, Parameter]
) -> list[str]:
    parts = []
    ordered = sorted(("keep", *_DECIDED_MODES), key=lambda mode: mode != chosen)
    for mode in (*ordered, "any"):
        entries = _entries(verdicts, mode)
        if not entries:
            continue
        title = text("renovation.any_mode" if mode == "any" else f"mode.{mode}", language)
        parts.append(_section(translate("Cards", "Rules: {mode}").format(mode=title)))
        parts.append(
            _table([_verdict_row(entry, language, profile) for entry in entries], has_marks=True)
        )
    return parts


def _verdict_row(
    entry: Record, language: Language, profile: Mapping[str, Parameter]
) -> tuple[str, str]:
    state = entry["verdict"]
    # What fails without ruling the mode out costs money or asks for care.
    if state == "failed" and not entry["blocks"]:
        state = "unknown"
    mark, colour = _MARKS[state] if state != "unknown" else (_CARE[entry["verdict"]], "#b26a00")
    note = ""
    if entry["parameter"] in profile and entry["limit"] is not None:
        note = source_note(profile[entry["parameter"]], language)
        note = f"<br><small style='color:gray'>{escape(note)}</small>"
    sentence = escape(verdict_sentence(entry, language))
    return f"<b style='color:{colour}'>{mark}</b>", f"{sentence}{note}"


def _flip_parts(flips: Any, mode: str, language: Language) -> list[str]:
    if mode in {"keep", "undecided"} or flips is None:
        return []
    sentences = [flip_sentence(flip, language) for flip in flips]
    sentences = sentences or [text("flip.none", language)]
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return [_section(translate("Cards", "What would change the choice")), f"<ul>{items}</ul>"]


def _item_parts(items: Any, language: Language) -> list[str]:
    if not items:
        return []
    per_year = translate("Cards", "{money} per year")
    rows = []
    for item in items:
        money = _yuan(item["amount_yuan"], language)
        shown = money if item["kind"] == "capital" else per_year.format(money=money)
        title, quantity = cost_item_title(item, language), cost_item_quantity(item, language)
        rows.append((escape(title), escape(quantity), shown))
    return [_section(translate("Cards", "Cost items")) + _table(rows)]


def _access_part(access: Record, language: Language) -> str:
    """Return the walk to the nearest toilet, and where none serves the household, why."""
    rows = [
        (translate("Cards", "Nearest toilet"), escape(str(access.get("site_id") or EMPTY))),
        (translate("Cards", "Walk"), format_distance(access.get("walk_m"))),
    ]
    section = _section(translate("Cards", "Way to the public toilet"))
    return section + _table(rows) + _reason(access, language)


def site_card(site: Record, choice: str | None, language: Language) -> str:
    """Return the card of a public toilet.

    Parameters
    ----------
    site
        Its row in ``toilet_sites``.
    choice
        ``lock``, ``forbid`` or ``require`` where set by hand.
    language
        Language of the card.
    """
    name = site.get("site_name")
    heading = str(site.get("site_id"))
    if not is_missing(name) and name and name != heading:
        heading = f"{heading} · {name}"
    parts = [_heading(heading, translate("Cards", "Public toilet"))]
    if choice:
        words = {
            "lock": translate("Cards", "Locked: every run keeps it"),
            "forbid": translate("Cards", "Forbidden: no run will choose it"),
            "require": translate("Cards", "Required: every run must choose it"),
        }
        parts.append(f"<p><b>{escape(words[choice])}</b></p>")
    parts.append(record_table("toilet_sites", site, language))
    parts.append(_site_rules(_json(site.get("rules")), language))
    return "".join(parts)


def _site_rules(rules: Any, language: Language) -> str:
    if not rules:
        return ""
    rows = []
    for entry in rules:
        mark, colour = _MARKS[entry["verdict"]]
        sentence = escape(site_rule_text(entry, language))
        rows.append((f"<b style='color:{colour}'>{mark}</b>", sentence))
    return _section(translate("Cards", "Siting rules checked")) + _table(rows, has_marks=True)


def feature_card(role: str, record: Record, language: Language) -> str:
    """Return the card of any feature."""
    schema = schema_for(role)
    heading = str(record.get(schema.id_field) or EMPTY) if schema.id_field else ""
    return _heading(heading, layer_title(schema, language)) + record_table(role, record, language)


def record_table(role: str, record: Record, language: Language) -> str:
    """Return a table of the values that are known, declared columns first."""
    schema = schema_for(role)
    rows = []
    declared = {field.name for field in schema.fields}
    foreign = {f"reason_{other}" for other in LANGUAGES if other != language}
    for field in schema.fields:
        value = record.get(field.name)
        if (
            field.name in _HIDDEN | foreign
            or field.type is FieldType.JSON
            or is_missing(value)
            or value == ""
        ):
            continue
        shown = value_text(field, value, language)
        rows.append((escape(field_title(field, language)), escape(shown)))
    for key, value in record.items():
        if key not in declared and key not in _HIDDEN and not is_missing(value) and value != "":
            rows.append((escape(str(key)), escape(str(value))))
    return _table(rows)


def many_card(
    role: str,
    count: int,
    summary: Sequence[tuple[str, int]],
    language: Language,
    decision: Record | None = None,
) -> str:
    """Return the card of many features: how many of which kind, what deciding on them costs."""
    words = translate("Cards", "{count} selected").format(count=f"{count:,}")
    rows = [(escape(title), f"{number:,}") for title, number in summary]
    priced = decision_parts(decision, language) if decision is not None else []
    return _heading(words, layer_title(schema_for(role), language)) + _table(rows) + "".join(priced)


def mode_titles(language: Language) -> list[tuple[str, str]]:
    """Return modes with their titles."""
    return [(mode.value, mode.title_zh if language == "zh" else mode.title_en) for mode in MODES]


def _json(value: Any) -> Any:
    if is_missing(value) or value == "":
        return None
    return json.loads(value) if isinstance(value, str) else value


def _heading(heading: str, kind: str) -> str:
    return f"<p><small>{escape(kind)}</small><br><big><b>{escape(heading)}</b></big></p>"


def _section(title: str) -> str:
    return f"<h4>{escape(title)}</h4>"


def _table(
    rows: Sequence[Sequence[str]], *, has_heading: bool = False, has_marks: bool = False
) -> str:
    lines = []
    for number, row in enumerate(rows):
        tag = "th" if has_heading and number == 0 else "td"
        cells = "".join(
            f"<{tag} align='left'{_MARK_WIDTH if has_marks and column == 0 else ''}>{cell}</{tag}>"
            for column, cell in enumerate(row)
        )
        lines.append(f"<tr>{cells}</tr>")
    return f"<table cellspacing='0' cellpadding='3' width='100%'>{''.join(lines)}</table>"
