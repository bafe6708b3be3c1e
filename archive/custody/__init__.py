"""What the archive can prove of itself: manifests, fixity checks and takedowns."""
