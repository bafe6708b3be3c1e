"""Which links of a page are worth asking."""
