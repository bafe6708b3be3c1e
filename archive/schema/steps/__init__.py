"""One file a migration, numbered in their order; `archive.schema.migrations` applies them."""
