"""OFD, the national format for fixed pages (GB/T 33190)."""
