"""What commands share: options, opening the archive, choosing portals, output."""
