"""Language and look of the window."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QObject, QSettings, pyqtSignal

from resources.texts import Language
from siting_tool.commands.actions import Action
from siting_tool.i18n.language import Translators, current_language
from siting_tool.window_look import apply_theme


class LookCommands(QObject):
    """What the View menu does.

    Signals
    -------
    changed
        Language or theme.
    """

    changed = pyqtSignal()

    def __init__(self, translators: Translators, parent: QObject) -> None:
        super().__init__(parent)
        self._translators = translators

    def actions(self) -> tuple[Action, ...]:
        """Return the actions."""
        return (
            self._language_action("zh", QT_TRANSLATE_NOOP("Actions", "中文")),
            self._language_action("en", QT_TRANSLATE_NOOP("Actions", "English")),
            self._theme_action("light", QT_TRANSLATE_NOOP("Actions", "Light")),
            self._theme_action("dark", QT_TRANSLATE_NOOP("Actions", "Dark")),
        )

    def _language_action(self, language: Language, title: str) -> Action:
        return Action(
            id=f"look.language_{language}",
            title=title,
            tip=QT_TRANSLATE_NOOP("Actions", "Switches the language of the window"),
            run=lambda _checked: self.speak(language),
            is_checked=lambda: current_language() == language,
            group="language",
        )

    def _theme_action(self, theme: str, title: str) -> Action:
        return Action(
            id=f"look.theme_{theme}",
            title=title,
            tip=QT_TRANSLATE_NOOP("Actions", "Switches the colours of the window"),
            run=lambda _checked: self.take_theme(theme),
            is_checked=lambda: QSettings().value("theme", "light") == theme,
            group="theme",
            is_after_separator=theme == "light",
        )

    def speak(self, language: Language) -> None:
        """Switch the language, now and for the next time."""
        QSettings().setValue("language", language)
        self._translators.speak(language)
        self.changed.emit()

    def take_theme(self, theme: str) -> None:
        """Switch the colours, now and for the next time."""
        QSettings().setValue("theme", theme)
        apply_theme(theme)
        self.changed.emit()
