"""The long profile of the selected sewer: ground, pipe, manholes, levels."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from siting_tool.commands.document import HOUSEHOLD_ROLES, Document
from siting_tool.docks.panel import Panel
from siting_tool.docks.profile_data import Profile, profile_through
from siting_tool.i18n import translate
from siting_tool.i18n.formats import format_distance

_GROUND, _PIPE, _RISING = QColor("#8a6d3b"), QColor("#0072b2"), QColor("#d55e00")
_LEFT_PX, _RIGHT_PX, _TOP_PX, _BOTTOM_PX = 58, 14, 12, 26
_LEVEL_LINES = 5


class ProfileView(QWidget):
    """Draws a profile.

    Signals
    -------
    pointed
        Distance from the top under the pointer.
    """

    pointed = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("profile_view")
        self.setMouseTracking(True)
        self.setMinimumHeight(110)
        self.profile: Profile | None = None
        self._pointer_m: float | None = None

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size it likes to have."""
        return QSize(600, 180)

    def show_profile(self, profile: Profile | None) -> None:
        """Show another profile."""
        self.profile = profile
        self._pointer_m = None
        self.update()

    def _levels(self, profile: Profile) -> tuple[float, float]:
        every = np.concatenate(
            (profile.ground_up_m, profile.ground_down_m, profile.invert_up_m, profile.invert_down_m)
        )
        lowest, highest = float(np.nanmin(every)), float(np.nanmax(every))
        room = max(highest - lowest, 1.0) * 0.08
        return lowest - room, highest + room

    def _place(self, distance_m: float, level_m: float) -> QPointF:
        assert self.profile is not None
        lowest, highest = self._levels(self.profile)
        across = self.width() - _LEFT_PX - _RIGHT_PX
        down = self.height() - _TOP_PX - _BOTTOM_PX
        return QPointF(
            _LEFT_PX + across * distance_m / float(self.profile.end_m[-1]),
            _TOP_PX + down * (highest - level_m) / (highest - lowest),
        )

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802
        """Tell the place under the pointer."""
        if event is None or self.profile is None:
            return
        across = self.width() - _LEFT_PX - _RIGHT_PX
        share = (event.position().x() - _LEFT_PX) / max(across, 1)
        self._pointer_m = float(np.clip(share, 0.0, 1.0)) * float(self.profile.end_m[-1])
        self.pointed.emit(self._pointer_m)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002, N802
        """Draw axes, ground, pipes, manholes and the pointer."""
        profile = self.profile
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if profile is not None:
            self._paint_levels(painter, profile)
            for row in range(len(profile.pipe_ids)):
                self._paint_pipe(painter, profile, row)
            if self._pointer_m is not None:
                top = self._place(self._pointer_m, self._levels(profile)[1])
                painter.setPen(QPen(QColor(214, 51, 108), 1, Qt.PenStyle.DashLine))
                painter.drawLine(top, QPointF(top.x(), self.height() - _BOTTOM_PX))
        painter.end()

    def _paint_levels(self, painter: QPainter, profile: Profile) -> None:
        lowest, highest = self._levels(profile)
        grey = QColor(128, 128, 128, 90)
        for level in np.linspace(lowest, highest, _LEVEL_LINES):
            left = self._place(0.0, float(level))
            painter.setPen(QPen(grey, 1))
            painter.drawLine(left, QPointF(self.width() - _RIGHT_PX, left.y()))
            painter.setPen(self.palette().windowText().color())
            box = QRectF(0, left.y() - 9, _LEFT_PX - 6, 18)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, f"{level:.1f} m")
        total = float(profile.end_m[-1])
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            x = self._place(share * total, lowest).x()
            box = QRectF(x - 40, self.height() - _BOTTOM_PX + 4, 80, 18)
            box.moveRight(min(box.right(), self.width() - 2.0))
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, format_distance(share * total))

    def _paint_pipe(self, painter: QPainter, profile: Profile, row: int) -> None:
        start, end = float(profile.start_m[row]), float(profile.end_m[row])
        painter.setPen(QPen(_GROUND, 1.8))
        painter.drawLine(
            self._place(start, float(profile.ground_up_m[row])),
            self._place(end, float(profile.ground_down_m[row])),
        )
        upper = self._place(start, float(profile.invert_up_m[row]))
        lower = self._place(end, float(profile.invert_down_m[row]))
        painter.setPen(QPen(_RISING if profile.kinds[row] == "rising_main" else _PIPE, 2.4))
        painter.drawLine(upper, lower)
        painter.setPen(QPen(self.palette().windowText().color(), 1))
        painter.drawLine(upper, self._place(start, float(profile.ground_up_m[row])))
        painter.drawLine(lower, self._place(end, float(profile.ground_down_m[row])))


class ProfilePanel(Panel):
    """Shows the profile of what is selected.

    Signals
    -------
    place_pointed
        Place on the map under the pointer (None when there is none).
    """

    place_pointed = pyqtSignal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.view = ProfileView(self)
        self.view.pointed.connect(self._point)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.addWidget(self.words)
        layout.addWidget(self.view, 1)
        for signal in (document.opened, document.project_changed, document.selection_changed):
            signal.connect(self.refresh)
        self.retranslate()

    def title(self) -> str:
        """Return what stands on the panel's tab."""
        return translate("ProfilePanel", "Profile")

    def retranslate(self) -> None:
        """Set every word in the language in use."""
        self.view.setAccessibleName(translate("ProfilePanel", "Long profile of the sewer"))
        self.refresh()

    def refresh(self) -> None:
        """Show the sewer that is selected now."""
        pipe_id = self._selected_pipe()
        pipes = self._document.frame("sewer_pipes")
        profile = profile_through(pipes, pipe_id) if pipes is not None and pipe_id else None
        self.view.show_profile(profile)
        self.view.setVisible(profile is not None)
        if profile is None:
            self.words.setText(
                translate(
                    "ProfilePanel",
                    "Select a sewer pipe, a manhole or a connected household on the map "
                    "to see its long profile.",
                )
            )
            self.place_pointed.emit(None)
        else:
            self._tell(0.0)

    def _selected_pipe(self) -> str:
        """Return the pipe that is selected or that serves what is selected."""
        document, selection = self._document, self._document.selection
        pipes, frame = document.frame("sewer_pipes"), document.frame(selection.role)
        if pipes is None or frame is None or len(selection) != 1:
            return ""
        record = frame.loc[selection.labels[0]]
        if selection.role == "sewer_pipes":
            return str(record["pipe_id"])
        if selection.role == "manholes":
            at = (pipes["up_manhole_id"], pipes["down_manhole_id"])
            serving = pipes[(at[0] == record["manhole_id"]) | (at[1] == record["manhole_id"])]
            serving = serving[serving["kind"] != "lateral"]
        elif selection.role in HOUSEHOLD_ROLES:
            serving = pipes[pipes["household_id"] == record["household_id"]]
        else:
            return ""
        return str(serving["pipe_id"].iloc[0]) if len(serving) else ""

    def _point(self, distance_m: float) -> None:
        assert self.view.profile is not None
        self._tell(distance_m)
        self.place_pointed.emit(self.view.profile.place_at(distance_m))

    def _tell(self, distance_m: float) -> None:
        profile = self.view.profile
        assert profile is not None
        row = int(np.clip(np.searchsorted(profile.end_m, distance_m), 0, len(profile.lines) - 1))
        length = max(float(profile.end_m[row] - profile.start_m[row]), 1e-9)
        share = (distance_m - float(profile.start_m[row])) / length

        def level(upper: float, lower: float) -> float:
            return upper + share * (lower - upper)

        ground = level(float(profile.ground_up_m[row]), float(profile.ground_down_m[row]))
        invert = level(float(profile.invert_up_m[row]), float(profile.invert_down_m[row]))
        words = translate(
            "ProfilePanel",
            "At {distance}: pipe {pipe}, DN{diameter}, ground {ground} m, "
            "invert {invert} m, depth {depth} m",
        )
        self.words.setText(
            words.format(
                distance=format_distance(distance_m),
                pipe=profile.pipe_ids[row],
                diameter=f"{1000 * float(profile.diameter_m[row]):.0f}",
                ground=f"{ground:.2f}",
                invert=f"{invert:.2f}",
                depth=f"{ground - invert:.2f}",
            )
        )
