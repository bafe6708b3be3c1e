"""A captured page shown, and its cell marked."""
