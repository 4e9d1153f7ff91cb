"""A strip above the map that says what happened and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QPushButton, QToolButton, QWidget

from siting_tool.docks.panel import Panel
from siting_tool.i18n import translate

_SHOWN_MS = 8_000


@dataclass(frozen=True, kw_only=True)
class Message:
    """Something the user should know.

    Attributes
    ----------
    severity
        ``info``, ``success``, ``warning`` or ``error``; errors stay until closed.
    text
        What happened, to what, and what to do next.
    details
        For those who help: a traceback or a list.
    offer, accept
        Words of a button and what it does; such a message stays until closed.
    """

    severity: str
    text: str
    details: str = ""
    offer: str = ""
    accept: Callable[[], object] | None = None


class MessageBar(Panel):
    """Shows the latest message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self._message: Message | None = None
        self.label = QLabel(self)
        self.label.setObjectName("message_text")
        self.label.setWordWrap(True)
        self.offer_button = QPushButton(self)
        self.offer_button.setObjectName("message_offer")
        self.offer_button.clicked.connect(self._accept)
        self.offer_button.hide()
        self.details_button = QPushButton(self)
        self.details_button.setObjectName("message_details")
        self.details_button.clicked.connect(self._show_details)
        self.copy_button = QPushButton(self)
        self.copy_button.setObjectName("message_copy")
        self.copy_button.clicked.connect(self._copy)
        self.close_button = QToolButton(self)
        self.close_button.setObjectName("message_close")
        self.close_button.setText("✕")
        self.close_button.setAutoRaise(True)
        self.close_button.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.addWidget(self.label, 1)
        for button in (
            self.offer_button,
            self.details_button,
            self.copy_button,
            self.close_button,
        ):
            layout.addWidget(button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.retranslate()
        self.hide()

    def title(self) -> str:
        """Return the strip's name."""
        return translate("MessageBar", "Message")

    def retranslate(self) -> None:
        """Set every word in the language in use; a message in the other one goes."""
        self.hide()
        self.setAccessibleName(self.title())
        self.details_button.setText(translate("MessageBar", "Show details"))
        self.copy_button.setText(translate("MessageBar", "Copy"))
        self.close_button.setToolTip(translate("MessageBar", "Close the message"))
        self.close_button.setAccessibleName(translate("MessageBar", "Close the message"))

    def show_message(self, message: Message) -> None:
        """Show a message."""
        self._message = message
        self.label.setText(message.text)
        self.label.setAccessibleName(message.text)
        is_fault = message.severity in {"warning", "error"}
        self.offer_button.setText(message.offer)
        self.offer_button.setVisible(message.accept is not None)
        self.details_button.setVisible(bool(message.details))
        self.copy_button.setVisible(is_fault)
        self.setProperty("severity", message.severity)
        style = self.style()
        assert style is not None
        style.unpolish(self)
        style.polish(self)
        self.show()
        if message.severity == "error" or message.accept is not None:
            self._timer.stop()
        else:
            self._timer.start()

    def _accept(self) -> None:
        self.hide()
        if self._message is not None and self._message.accept is not None:
            self._message.accept()

    def _show_details(self) -> None:
        assert self._message is not None
        box = QMessageBox(self)
        box.setWindowTitle(self.title())
        box.setText(self._message.text)
        box.setDetailedText(self._message.details)
        box.open()

    def _copy(self) -> None:
        assert self._message is not None
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(f"{self._message.text}\n{self._message.details}".strip())
