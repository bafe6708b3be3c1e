"""Publishers, reports, readings, fields and the checks between reports."""
