"""Tables of drawn lines, and text in places: shared by PDF, OFD and OCR."""
