"""The ledger columns that people fill or correct, and where their values are kept.

Columns that the program does not know (dates, acceptance, subsidies ...) are
kept on the households layer under their Chinese heading, so that they come
back out in the next ledger, whatever its language.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from resources.texts import text

if TYPE_CHECKING:
    from collections.abc import Container

HOUSEHOLDS, SEWERED, ACCEPTANCE = (
    f"ledger.sheet.{name}" for name in ("households", "sewered", "acceptance")
)
MODE = "mode"


class CellKind(StrEnum):
    """What a cell of an editable column may hold."""

    TEXT = "text"
    IDENTITY = "identity"
    COUNT = "count"
    MONEY = "money"
    DATE = "date"
    SWITCH = "switch"
    VERDICT = "verdict"
    EXISTING = "existing"
    MODE = "mode"


@dataclass(frozen=True, kw_only=True)
class EditableColumn:
    """One column that comes back from an edited ledger.

    Attributes
    ----------
    text_id
        Id of its heading.
    names
        Columns of the households layer that hold it, the first present one
        counts; where none is present the first is made.
    kind
        What a cell may hold.
    """

    text_id: str
    names: tuple[str, ...]
    kind: CellKind = CellKind.TEXT

    def name_in(self, columns: Container[str]) -> str:
        """Return the column of a layer that holds the values."""
        return next((name for name in self.names if name in columns), self.names[0])


def _kept(name: str, kind: CellKind = CellKind.TEXT, prefix: str = "") -> EditableColumn:
    text_id = f"ledger.{name}"
    return EditableColumn(text_id=text_id, names=(prefix + text(text_id, "zh"),), kind=kind)


def _declared(heading: str, names: tuple[str, ...], kind: CellKind) -> EditableColumn:
    return EditableColumn(text_id=f"ledger.{heading}", names=names, kind=kind)


GROUP = _declared("group", ("村民小组", "组", "自然村", "group"), CellKind.TEXT)
IDENTITY = _declared(
    "identity", ("身份证号", "身份证", "身份证号码", "id_number"), CellKind.IDENTITY
)
POOR = _declared("poor", ("是否脱贫户（监测户）", "是否脱贫户", "脱贫户", "监测户"), CellKind.TEXT)
PHONE = _declared("phone", ("联系电话", "电话", "手机", "phone"), CellKind.TEXT)

_REPORTED_ON = _kept("reported_on", CellKind.DATE)
BUILDING = (
    _kept("tank_material"),
    _kept("tank_maker"),
    _kept("tank_certificate"),
    _kept("room_area"),
    _kept("built_by"),
    _kept("builder"),
    _kept("begun_on", CellKind.DATE),
    _kept("finished_on", CellKind.DATE),
    _kept("first_checked"),
    _kept("stage_checks"),
    _kept("village_inspector"),
    _kept("township_inspector"),
    _kept("county_check"),
    _kept("subsidy_province", CellKind.MONEY),
    _kept("subsidy_city", CellKind.MONEY),
    _kept("subsidy_county", CellKind.MONEY),
    _kept("own_money", CellKind.MONEY),
    _kept("subsidy_paid_on", CellKind.DATE),
    _kept("receipt_sign"),
    _kept("photos"),
    _kept("report_number"),
    _REPORTED_ON,
    _kept("keeper"),
    _kept("emptied"),
)
CONNECTING = (_kept("room_converted"), _kept("connected_on", CellKind.DATE), _REPORTED_ON)
# "Type" or "Sign" alone might be a column of the source that means something else.
CHECKS = tuple(
    _kept(f"check.{name}", CellKind.VERDICT, "验收-")
    for name in (
        "type", "siting", "sign", "in_use", "volume", "depth", "transfer_pipe", "outlet", "room",
        "pan", "water_saving", "odour", "flies", "greywater", "pit_stage", "cover_stage",
        "final_stage",
    )
)  # fmt: skip
ACCEPTING = (
    *CHECKS,
    _kept("verdict", CellKind.VERDICT),
    _kept("accepted_on", CellKind.DATE),
    _kept("householder_sign"),
    _kept("inspector_sign"),
)

# What is read back, sheet by sheet.
EDITABLE = {
    HOUSEHOLDS: (
        GROUP,
        _declared("householder", ("householder_name",), CellKind.TEXT),
        IDENTITY,
        PHONE,
        POOR,
        _declared("persons_registered", ("persons_registered",), CellKind.COUNT),
        _declared("persons_resident", ("persons_resident",), CellKind.COUNT),
        _declared("existing", ("existing_toilet",), CellKind.EXISTING),
        _declared("piped", ("has_piped_water",), CellKind.SWITCH),
        _declared("willing", ("is_willing",), CellKind.SWITCH),
        _declared("mode", (MODE,), CellKind.MODE),
        *BUILDING,
        _declared("note", ("note",), CellKind.TEXT),
    ),
    SEWERED: CONNECTING,
    ACCEPTANCE: ACCEPTING,
}
