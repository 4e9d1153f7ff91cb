"""Style, palette and fonts of the window, light and dark."""

from __future__ import annotations

from PyQt6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PyQt6.QtWidgets import QApplication

from resources import resource_path

THEMES = ("light", "dark")
_LIGHT = {
    QPalette.ColorRole.Window: "#f4f5f4",
    QPalette.ColorRole.WindowText: "#22282b",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#f2f6f5",
    QPalette.ColorRole.Text: "#22282b",
    QPalette.ColorRole.Button: "#eceeed",
    QPalette.ColorRole.ButtonText: "#22282b",
    QPalette.ColorRole.ToolTipBase: "#fffbe6",
    QPalette.ColorRole.ToolTipText: "#22282b",
    QPalette.ColorRole.PlaceholderText: "#7d868a",
    QPalette.ColorRole.Highlight: "#1f7a6d",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Link: "#1f7a6d",
    QPalette.ColorRole.Mid: "#c9cecd",
}
_DARK = {
    QPalette.ColorRole.Window: "#262b2d",
    QPalette.ColorRole.WindowText: "#e6e9e8",
    QPalette.ColorRole.Base: "#1d2123",
    QPalette.ColorRole.AlternateBase: "#24292b",
    QPalette.ColorRole.Text: "#e6e9e8",
    QPalette.ColorRole.Button: "#343a3d",
    QPalette.ColorRole.ButtonText: "#e6e9e8",
    QPalette.ColorRole.ToolTipBase: "#3a4144",
    QPalette.ColorRole.ToolTipText: "#e6e9e8",
    QPalette.ColorRole.PlaceholderText: "#8b9599",
    QPalette.ColorRole.Highlight: "#2f9c8c",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Link: "#5cc4b4",
    QPalette.ColorRole.Mid: "#4a5255",
}
_GREY = {"light": "#a3abad", "dark": "#6d777b"}


def add_chinese_font() -> None:
    """Bring our own Chinese font where the computer has none."""
    families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    if families:
        return
    number = QFontDatabase.addApplicationFont(str(resource_path("fonts", "WenQuanYiMicroHei.ttf")))
    families = QFontDatabase.applicationFontFamilies(number)
    if families:
        font = QFont(QGuiApplication.font())
        font.setFamilies([font.family(), *families])
        QGuiApplication.setFont(font)


def apply_theme(theme: str) -> None:
    """Put on the light or the dark look."""
    palette = QPalette()
    for role, colour in (_DARK if theme == "dark" else _LIGHT).items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_GREY[theme]))
    QApplication.setStyle("Fusion")
    QApplication.setPalette(palette)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setStyleSheet(resource_path("styles", f"window_{theme}.qss").read_text(encoding="utf-8"))
