"""What is told of changes, and how: in a list, in feeds, by mail, week by week."""
