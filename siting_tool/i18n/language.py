"""Which language the window speaks; switching needs no restart."""

from __future__ import annotations

import logging

from PyQt6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from resources import resource_path
from resources.texts import Language

_log = logging.getLogger("siting_tool.i18n")
_LOCALES: dict[Language, QLocale] = {
    "zh": QLocale(
        QLocale.Language.Chinese, QLocale.Script.SimplifiedHanScript, QLocale.Country.China
    ),
    "en": QLocale(QLocale.Language.English, QLocale.Country.UnitedStates),
}


def current_language() -> Language:
    """Return the language in use."""
    return "zh" if QLocale().language() == QLocale.Language.Chinese else "en"


def system_language() -> Language:
    """Return Chinese on a Chinese computer, else English."""
    return "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"


class Translators(QObject):
    """The program's translator and Qt's own, put in or taken out together."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._installed: list[QTranslator] = []

    def speak(self, language: Language) -> None:
        """Switch to a language; every widget gets a ``LanguageChange`` event."""
        QLocale.setDefault(_LOCALES[language])
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self._installed = self._load() if language == "zh" else []
        for translator in self._installed:
            QCoreApplication.installTranslator(translator)

    def _load(self) -> list[QTranslator]:
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        files = (
            f"{qt_folder}/qtbase_zh_CN.qm",
            str(resource_path("i18n", "siting_tool_zh_CN.qm")),
        )
        loaded = []
        for file in files:
            translator = QTranslator(self)
            if translator.load(file):
                loaded.append(translator)
            else:
                _log.warning("No translations in %s", file)
        return loaded
