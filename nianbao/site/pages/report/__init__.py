"""One report: its page, its JSON, and the report beside others."""
