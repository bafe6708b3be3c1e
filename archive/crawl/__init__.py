"""The state of crawls: frontier, endpoints, runs, leases, health."""
