"""Schema of migration m015: how a list is asked for that a script fills, as a browser that was watched showed."""

from __future__ import annotations

RECIPES = """
alter table endpoints add column recipe text not null default '';
"""
"""JSON that begins with its instant (`archive.crawl.endpoints.Lesson`), so that of two the greater text is the later one; empty where
the list was never watched."""
