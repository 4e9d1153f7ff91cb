"""What to write and where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from siting_tool.commands.document import Document
from siting_tool.dialogs.manual_viewer import offer_help
from siting_tool.export.sheets.sheet_texts import SHEET_TEXTS
from siting_tool.i18n import translate
from siting_tool.i18n.language import current_language
from siting_tool.project.edits import SetTexts

_KIND = Qt.ItemDataRole.UserRole
# The form takes what fits on one line; pictures and long notes are for the project file.
TEXTS = tuple(item for item in SHEET_TEXTS if item.kind in ("line", "date"))


class ExportDialog(QDialog):
    """Kinds of deliverables, the texts of their title blocks, and a folder."""

    def __init__(self, document: Document, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._document = document
        self.setObjectName("export_dialog")
        self.setWindowTitle(translate("ExportDialog", "Export sheets and tables"))
        self.list = QListWidget(self)
        self.list.setObjectName("export_kinds")
        self.list.setAccessibleName(translate("ExportDialog", "What to write"))
        for kind, title in _kind_titles():
            item = QListWidgetItem(title)
            item.setData(_KIND, kind)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        sheet = QWidget(self)
        form = QFormLayout(sheet)
        self.texts = self._text_fields(form)
        scroll = QScrollArea(self)
        scroll.setObjectName("export_texts")
        scroll.setAccessibleName(translate("ExportDialog", "Texts on the sheets"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(sheet)
        self.preview_button = QPushButton(
            translate("ExportDialog", "Preview the site plans…"), self
        )
        self.preview_button.setObjectName("export_preview")
        self.preview_button.setToolTip(
            translate("ExportDialog", "Shows every sheet with the texts above, page by page")
        )
        self.preview_button.setAutoDefault(False)
        self.preview_button.clicked.connect(self._preview)
        self.folder_edit = QLineEdit(str(self._usual_folder()), self)
        self.folder_edit.setObjectName("export_folder")
        self.folder_edit.setAccessibleName(translate("ExportDialog", "Folder"))
        browse = QPushButton(translate("ExportDialog", "Choose…"), self)
        browse.setObjectName("export_browse")
        browse.clicked.connect(self._ask_folder)
        row = QHBoxLayout()
        row.addWidget(self.folder_edit, 1)
        row.addWidget(browse)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(translate("ExportDialog", "What to write")))
        layout.addWidget(self.list, 1)
        layout.addWidget(QLabel(translate("ExportDialog", "Texts on the sheets")))
        layout.addWidget(scroll, 1)
        layout.addWidget(self.preview_button)
        layout.addWidget(QLabel(translate("ExportDialog", "Folder")))
        layout.addLayout(row)
        layout.addWidget(buttons)
        self.resize(560, 680)
        offer_help(self, "sheets")

    def _text_fields(self, form: QFormLayout) -> dict[str, QLineEdit]:
        project = self._document.project
        assert project is not None
        fields = {}
        for item in TEXTS:
            title = item.title(current_language())
            field = QLineEdit(project.texts.get(item.id, ""), self)
            field.setObjectName(f"export_{item.id}")
            field.setAccessibleName(title)
            field.setPlaceholderText(item.default(current_language()))
            form.addRow(title, field)
            fields[item.id] = field
        return fields

    def _usual_folder(self) -> Path:
        path = self._document.path
        return path.with_name(f"{path.stem}_export") if path else Path.home() / "export"

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, translate("ExportDialog", "Folder"), self.folder_edit.text()
        )
        if folder:
            self.folder_edit.setText(folder)

    def _preview(self) -> None:
        """Show the sheets with the texts as they stand in the form."""
        from siting_tool.dialogs.sheet_preview import SheetPreview  # noqa: PLC0415 - loads QtPdf

        project = self._document.project
        assert project is not None
        changed = replace(project, texts={**project.texts, **self._changed_texts()})
        SheetPreview(changed, self._document.scenario, self).open()

    def _changed_texts(self) -> dict[str, str]:
        project = self._document.project
        assert project is not None
        typed = {key: field.text().strip() for key, field in self.texts.items()}
        return {key: words for key, words in typed.items() if words != project.texts.get(key, "")}

    def folder(self) -> Path:
        """Return where to write."""
        return Path(self.folder_edit.text())

    def kinds(self) -> tuple[str, ...]:
        """Return what to write."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            str(item.data(_KIND))
            for item in items
            if item is not None and item.checkState() == Qt.CheckState.Checked
        )

    def accept(self) -> None:
        """Keep the texts with the project, undoable like every edit."""
        changes = self._changed_texts()
        if changes:
            self._document.push(SetTexts(changes=changes))
        super().accept()


def _kind_titles() -> tuple[tuple[str, str], ...]:
    return (
        ("sheets", translate("ExportDialog", "Site plans (PDF)")),
        ("ledger", translate("ExportDialog", "Ledgers (Excel)")),
        ("cards", translate("ExportDialog", "Household files (PDF)")),
        ("report", translate("ExportDialog", "Report (Word, PDF)")),
        ("gis", translate("ExportDialog", "GIS layers (GeoPackage, Shapefile, GeoJSON)")),
        ("cad", translate("ExportDialog", "CAD drawing (DXF)")),
        ("kml", translate("ExportDialog", "Google Earth (KML)")),
        ("swmm", translate("ExportDialog", "Sewer models (SWMM)")),
        ("charts", translate("ExportDialog", "Charts (PNG, SVG)")),
    )
