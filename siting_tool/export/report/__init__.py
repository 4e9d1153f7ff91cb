"""The township's plan as a report (DOCX and PDF)."""
