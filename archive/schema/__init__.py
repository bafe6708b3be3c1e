"""The schema: the migrations, the digests of rows, and the views."""
