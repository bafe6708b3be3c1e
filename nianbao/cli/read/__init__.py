"""Reports: from files to figures."""
