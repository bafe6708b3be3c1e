"""Another archive brought in: its captures, its readings and its decisions, in any order and however often."""
