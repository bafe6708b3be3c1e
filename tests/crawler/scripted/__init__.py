"""Portals whose lists only a browser shows: real front-end libraries, from npm at the versions of package-lock.json (`make install-e2e`)."""
