"""Languages of the window: translators, numbers and dates."""

from PyQt6.QtCore import QCoreApplication

translate = QCoreApplication.translate
