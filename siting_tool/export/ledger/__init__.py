"""Ledgers (XLSX)."""
