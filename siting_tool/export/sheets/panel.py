"""The column at the right of every sheet: scale, legend, tables, notes, signatures, title block."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field

from siting_tool.export.drawing import ink
from siting_tool.export.drawing.boxes import Rect
from siting_tool.export.drawing.drawing import Drawing
from siting_tool.export.drawing.fonts import wrapped
from siting_tool.export.drawing.legend import draw_legend, legend_height
from siting_tool.export.drawing.map_layer import LegendEntry
from siting_tool.export.drawing.scale_bar import draw_north_arrow, draw_scale_bar
from siting_tool.export.sheets.crs_statement import crs_statement
from siting_tool.export.sheets.plan_data import PlanData
from siting_tool.export.sheets.sheet_format import SheetFormat
from siting_tool.export.sheets.sheet_texts import OFFICES, SIGNERS, sheet_text_title
from siting_tool.export.sheets.tables import Table, draw_table

_GAP_MM = 2.0
_LEADING = 1.4
_LEAST_SHARE = 0.6


@dataclass(frozen=True, kw_only=True)
class SheetHead:
    """What the title block says about one sheet.

    Attributes
    ----------
    title
        Name of the drawing.
    number
        Drawing number, without the project's prefix.
    scale
        Such as ``1:2000``, or several of them.
    sheet, sheets
        Sheet n of m.
    """

    title: str
    number: str
    scale: str
    sheet: int
    sheets: int


@dataclass(frozen=True, kw_only=True)
class PanelContent:
    """What stands above the signatures.

    Attributes
    ----------
    scale
        Denominator for north arrow and scale bar, 0 for a sheet without map.
    legend
        Lines of the legend.
    legend_title
        Heading of the legend.
    tables
        Tables below the legend.
    notes
        Numbered notes.
    key_map
        Drawn by `draw_key_map` of the sheet, height in mm; 0 for none.
    """

    scale: int = 0
    legend: Sequence[LegendEntry] = ()
    legend_title: str = ""
    tables: Sequence[Table] = ()
    notes: Sequence[str] = field(default_factory=tuple)
    key_map_mm: float = 0.0


def sheet_notes(plan: PlanData, *word_ids: str, dropped: int = 0) -> list[str]:
    """Return the notes of a sheet: coordinate system, its own ones, those of the form.

    Parameters
    ----------
    word_ids
        Notes of this kind of sheet.
    dropped
        Number of labels that found no room.
    """
    notes = [crs_statement(plan), *(plan.word(word_id) for word_id in word_ids)]
    if dropped:
        notes.append(plan.word("note_dropped_labels", count=dropped))
    return notes + list(filter(None, plan.sheet_text("notes").splitlines()))


def fixed_height(module: float) -> float:
    """Return the height of signatures, seals and title block."""
    return (46.0 + 30.0 + 36.0) * module


def panel_height(content: PanelContent, form: SheetFormat) -> float:
    """Return the height that a panel needs with everything in it."""
    size = 2.2 * form.module
    width = form.panel_mm - 2.0 * _GAP_MM
    height = fixed_height(form.module) + (18.0 * form.module if content.scale else 0.0)
    height += content.key_map_mm
    if content.legend:
        height += legend_height(content.legend, form.module) + _GAP_MM
    height += sum(table.height(size) + _GAP_MM for table in content.tables)
    lines = sum(len(wrapped(note, width, size)) for note in content.notes)
    return height + (lines * _LEADING + 2.2) * size + 2.0 * _GAP_MM


def draw_panel(
    drawing: Drawing, plan: PlanData, form: SheetFormat, head: SheetHead, content: PanelContent
) -> Rect:
    """Draw the panel; return the box that was kept free for a key map.

    What stands above the signatures gets smaller where it would not fit.
    """
    module, panel = form.module, form.panel
    room, needed = panel.height - fixed_height(module), panel_height(content, form)
    share = min(1.0, max(room / (needed - fixed_height(module)), _LEAST_SHARE))
    drawing.line([(panel.left, panel.bottom), (panel.left, panel.top)], ink.NORMAL_MM)
    title_box, rest = panel.take_bottom(46.0 * module)
    draw_title_block(drawing, plan, title_box, head, module)
    seal_box, rest = rest.take_bottom(36.0 * module)
    _draw_seals(drawing, plan, seal_box, module)
    sign_box, rest = rest.take_bottom(30.0 * module)
    _draw_joint_signatures(drawing, plan, sign_box, module)
    return _draw_upper_part(drawing, plan, rest.inset(_GAP_MM), content, module * share)


def _draw_upper_part(
    drawing: Drawing, plan: PlanData, rest: Rect, content: PanelContent, module: float
) -> Rect:
    if content.scale:
        strip, rest = rest.take_top(16.0 * module)
        arrow, bar = strip.take_left(14.0 * module)
        draw_north_arrow(drawing, arrow, plan.word("north"))
        draw_scale_bar(drawing, bar, content.scale, 2.4 * module)
        _, rest = rest.take_top(_GAP_MM)
    key_box, rest = rest.take_top(content.key_map_mm)
    if content.legend:
        rest = draw_legend(drawing, rest, content.legend, content.legend_title, module)
        _, rest = rest.take_top(_GAP_MM)
    for table in content.tables:
        rest = draw_table(drawing, rest, table, 2.2 * module)
        _, rest = rest.take_top(_GAP_MM)
    _draw_notes(drawing, plan, rest, content.notes, 2.2 * module)
    return key_box


def _draw_notes(
    drawing: Drawing, plan: PlanData, box: Rect, notes: Sequence[str], size: float
) -> None:
    if not notes:
        return
    strip, box = box.take_top(size * 1.9)
    drawing.fitted_text(strip, plan.word("notes"), size * 1.15, bold=True)
    for number, note in enumerate(notes, start=1):
        used = drawing.paragraph(box, f"{number}. {note}", size, _LEADING)
        _, box = box.take_top(used)


def _draw_joint_signatures(drawing: Drawing, plan: PlanData, box: Rect, module: float) -> None:
    """Joint-signature column: office, name, date."""
    rows = [(plan.sheet_text(office), "", "") for office in OFFICES]
    table = Table(
        header=(plan.word("joint_signature"), plan.word("signature"), plan.word("date")),
        rows=rows, shares=(3.4, 3.0, 2.2),
    )  # fmt: skip
    size = box.height / (len(rows) + 1) / 1.75
    draw_table(drawing, box, table, size)
    drawing.rect(box, ink.NORMAL_MM)
    del module


def _draw_seals(drawing: Drawing, plan: PlanData, box: Rect, module: float) -> None:
    """Seal boxes of village and township with the leader's signature line below."""
    line, boxes = box.take_bottom(8.0 * module)
    for seal, word in zip(boxes.columns(2), ("seal_village", "seal_township"), strict=True):
        drawing.rect(seal, ink.NORMAL_MM)
        strip, _ = seal.take_top(5.0 * module)
        drawing.fitted_text(strip, plan.word(word), 2.3 * module, "middle")
        foot, _ = seal.take_bottom(4.5 * module)
        drawing.fitted_text(foot, plan.word("date_blank"), 2.1 * module, "end")
    drawing.rect(line, ink.NORMAL_MM)
    drawing.fitted_text(
        line, f"{plan.sheet_text('leader_title')}{plan.word('colon')}", 2.3 * module
    )


def draw_title_block(
    drawing: Drawing, plan: PlanData, box: Rect, head: SheetHead, module: float
) -> None:
    """Draw the title block (图签) into a box at the lower right."""
    drawing.rect(box, ink.NORMAL_MM)
    owner, box = box.take_top(6.0 * module)
    designer, box = box.take_top(6.0 * module)
    _titled(drawing, plan, owner, "owner", module)
    left, right = designer.take_left(designer.width * 0.58)
    _titled(drawing, plan, left, "designer", module)
    _titled(drawing, plan, right, "certificate_no", module)
    names, box = box.take_top(14.0 * module)
    _draw_names(drawing, plan, names, head, module)
    people, facts = box.take_left(box.width * 0.5)
    _draw_people(drawing, plan, people)
    _draw_facts(drawing, plan, facts, head)


def _titled(drawing: Drawing, plan: PlanData, box: Rect, text_id: str, module: float) -> None:
    drawing.rect(box, ink.THIN_MM)
    size = 2.2 * module
    title = sheet_text_title(text_id, plan.language)
    name, value = box.take_left(min(box.width * 0.42, 20.0 * module))
    drawing.fitted_text(name, title, size)
    drawing.fitted_text(value, plan.sheet_text(text_id), size)


def _draw_names(
    drawing: Drawing, plan: PlanData, box: Rect, head: SheetHead, module: float
) -> None:
    drawing.rect(box, ink.THIN_MM)
    logo = _logo(plan)
    if logo:
        picture, box = box.take_left(box.height)
        drawing.picture(picture.inset(1.0), logo)
    project, title = box.take_top(box.height * 0.45)
    place = plan.sheet_text("county_name") + plan.sheet_text("township_name")
    joint = "" if plan.language == "zh" else " "
    drawing.fitted_text(
        project, joint.join(filter(None, (place, plan.sheet_text("project_name")))), 2.6 * module,
        "middle",
    )  # fmt: skip
    drawing.fitted_text(title, head.title, 3.8 * module, "middle", bold=True)


def _logo(plan: PlanData) -> bytes:
    content = plan.sheet_text("logo")
    try:
        return base64.b64decode(content.rpartition(",")[2], validate=True)
    except binascii.Error:
        return b""


def _draw_people(drawing: Drawing, plan: PlanData, box: Rect) -> None:
    rows = [
        (sheet_text_title(signer, plan.language), plan.sheet_text(signer), "") for signer in SIGNERS
    ]
    table = Table(rows=rows, shares=(1.5, 2.0, 2.0))
    draw_table(drawing, box, table, box.height / len(rows) / 1.75)


def _draw_facts(drawing: Drawing, plan: PlanData, box: Rect, head: SheetHead) -> None:
    prefix = plan.sheet_text("drawing_prefix")
    rows = [
        (plan.word("scale"), head.scale),
        (sheet_text_title("date", plan.language), plan.sheet_text("date")),
        (sheet_text_title("stage", plan.language),
         f"{plan.sheet_text('stage')} / {plan.sheet_text('revision')}"),
        (plan.word("drawing_number"), f"{prefix}-{head.number}"),
        (plan.word("sheet"), plan.word("sheet_of", sheet=head.sheet, sheets=head.sheets)),
    ]  # fmt: skip
    table = Table(rows=rows, shares=(1.5, 2.9))
    draw_table(drawing, box, table, box.height / len(rows) / 1.75)
