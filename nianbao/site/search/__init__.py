"""What a reader typed, and the bodies and words that may be meant by it."""
