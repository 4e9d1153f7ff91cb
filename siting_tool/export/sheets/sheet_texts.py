"""Texts that stand on every sheet and card, filled in once for the whole project.

The window's form is made from `SHEET_TEXTS`; the values live in ``Project.texts`` by id. A text
that was not filled in takes its default, or stays a blank line to be filled in by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyproj import CRS

from resources.texts import Language, text
from siting_tool.project.columns import words
from siting_tool.project.study_area import layer_or_empty

if TYPE_CHECKING:
    from siting_tool.project.project import Project

Kind = Literal["line", "lines", "date", "picture"]


@dataclass(frozen=True, kw_only=True)
class SheetText:
    """One text of the form.

    Attributes
    ----------
    id
        Key in ``Project.texts``.
    title_zh, title_en
        What stands beside it in the form and on the sheet.
    kind
        ``line``, ``lines`` (several), ``date`` (ISO 8601) or ``picture`` (PNG or JPEG as Base64).
    default_zh, default_en
        Used while nothing is filled in.
    """

    id: str
    title_zh: str
    title_en: str
    kind: Kind = "line"
    default_zh: str = ""
    default_en: str = ""

    def title(self, language: Language) -> str:
        """Return the title in one language."""
        return self.title_zh if language == "zh" else self.title_en

    def default(self, language: Language) -> str:
        """Return the default in one language."""
        return self.default_zh if language == "zh" else self.default_en


SHEET_TEXTS: tuple[SheetText, ...] = (
    SheetText(id="project_name", title_zh="工程名称", title_en="Project",
              default_zh="农村公厕布点与户厕改造规划",
              default_en="Public toilets and household toilet renovation"),
    SheetText(id="county_name", title_zh="县（市、区）", title_en="County"),
    SheetText(id="township_name", title_zh="乡镇", title_en="Township"),
    SheetText(id="owner", title_zh="建设单位", title_en="Owner"),
    SheetText(id="designer", title_zh="设计单位", title_en="Designer"),
    SheetText(id="certificate_no", title_zh="资质证书编号", title_en="Certificate no."),
    SheetText(id="drawn_by", title_zh="制图", title_en="Drawn"),
    SheetText(id="designed_by", title_zh="设计", title_en="Designed"),
    SheetText(id="checked_by", title_zh="校对", title_en="Checked"),
    SheetText(id="reviewed_by", title_zh="审核", title_en="Reviewed"),
    SheetText(id="approved_by", title_zh="审定", title_en="Approved"),
    SheetText(id="stage", title_zh="设计阶段", title_en="Stage", default_zh="规划方案",
              default_en="Plan"),
    SheetText(id="date", title_zh="日期", title_en="Date", kind="date"),
    SheetText(id="revision", title_zh="版次", title_en="Revision", default_zh="第1版",
              default_en="1"),
    SheetText(id="drawing_prefix", title_zh="图号前缀", title_en="Drawing no. prefix",
              default_zh="GC", default_en="GC"),
    SheetText(id="sign_village", title_zh="会签：村", title_en="Countersigned: village",
              default_zh="村民委员会", default_en="Village committee"),
    SheetText(id="sign_township", title_zh="会签：乡镇", title_en="Countersigned: township",
              default_zh="乡镇人民政府", default_en="Township government"),
    SheetText(id="sign_agriculture", title_zh="会签：农业", title_en="Countersigned: agriculture",
              default_zh="农业农村", default_en="Agriculture"),
    SheetText(id="sign_resources", title_zh="会签：自然资源",
              title_en="Countersigned: natural resources", default_zh="自然资源",
              default_en="Natural resources"),
    SheetText(id="sign_housing", title_zh="会签：住建", title_en="Countersigned: housing",
              default_zh="住建（污水）", default_en="Housing, sewage"),
    SheetText(id="sign_health", title_zh="会签：生态、卫健",
              title_en="Countersigned: ecology, health", default_zh="生态环境、卫健",
              default_en="Ecology, health"),
    SheetText(id="leader_title", title_zh="乡镇主要领导（职务）",
              title_en="Principal leader of the township", default_zh="乡镇主要领导签字",
              default_en="Principal leader of the township, signature"),
    SheetText(id="height_datum", title_zh="高程基准", title_en="Height datum"),
    SheetText(id="notes", title_zh="说明", title_en="Notes", kind="lines"),
    SheetText(id="logo", title_zh="标志", title_en="Logo", kind="picture"),
)  # fmt: skip
_BY_ID = {entry.id: entry for entry in SHEET_TEXTS}
SIGNERS = ("drawn_by", "designed_by", "checked_by", "reviewed_by", "approved_by")
OFFICES = (
    "sign_village",
    "sign_township",
    "sign_agriculture",
    "sign_resources",
    "sign_housing",
    "sign_health",
)


def sheet_text_title(text_id: str, language: Language) -> str:
    """Return what stands beside a text."""
    return _BY_ID[text_id].title(language)


def sheet_text(project: Project, text_id: str, language: Language) -> str:
    """Return what was filled in, else what the data say, else the default."""
    given = project.texts.get(text_id, "").strip()
    if given:
        return given
    if text_id == "township_name":
        return _township_of_boundaries(project)
    if text_id == "date":
        return _day_of_last_run(project)
    if text_id == "height_datum":
        return _height_datum(project, language)
    return _BY_ID[text_id].default(language)


def _township_of_boundaries(project: Project) -> str:
    names = words(layer_or_empty(project, "village_boundaries"), "township_name")
    return next((str(name) for name in names if name), "")


def _day_of_last_run(project: Project) -> str:
    days = [record.finished_at[:10] for record in project.history]
    days += [
        record.finished_at[:10]
        for scenario in project.scenarios.values()
        for record in scenario.runs.values()
    ]
    return max(days, default="")


def _height_datum(project: Project, language: Language) -> str:
    if project.terrain is None:
        return text("sheets.height_unknown", language)
    is_chinese = "CGCS2000" in CRS.from_user_input(project.crs).name
    return text("sheets.height_1985" if is_chinese else "sheets.height_of_terrain", language)
