"""What the archive knows: asked, judged, announced."""
