"""The sums that the form prints (勾稽关系) and the softer checks."""
