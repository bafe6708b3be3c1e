"""DOCX, DOC and WPS."""
