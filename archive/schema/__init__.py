"""The schema: one file a migration, numbered in their order, and the views."""
