"""A rehearsal of the whole nation: a crawl of thousands of hosts, an archive filled to half a million reports, and how it grows."""
