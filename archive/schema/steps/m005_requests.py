"""Schema of migration m005: requests that are more than an address, and lists that were not read."""

from __future__ import annotations

REQUESTS = """
alter table frontier add column form text;
alter table captures add column form text;
alter table frontier add column unread text;
"""
"""`form` is the urlencoded body of a POST request, null for a GET. Where there is one, `address` holds it too
(`archive.urls.request_key`), and `url` stays what was asked. `unread` says why the list at an address could not be
read, or not whole, when it was last asked for; null where it was."""
