"""Workbooks: XLS and XLSX."""
