"""Schema of migration m005: requests that are more than an address."""

from __future__ import annotations

REQUESTS = """
alter table frontier add column form text;
alter table captures add column form text;
"""
"""`form` is the urlencoded body of a POST request, null for a GET. Where there is one, `address` holds it too
(`archive.address.request_address`), and `url` stays what was asked."""
