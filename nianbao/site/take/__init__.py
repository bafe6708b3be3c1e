"""Downloads of whole tables, made in a process of their own."""
