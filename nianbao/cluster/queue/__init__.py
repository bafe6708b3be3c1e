"""Crawling with workers on other machines, which fetch one portal at a time (`nianbao coordinate`, `nianbao work`).

The coordinator has the archive. It gives a worker that asks one portal: an order, a shard (what is known of the portal) and a lease
with a term. The worker visits it in a process that ends with the term, puts the files that came into the store, a directory that both reach,
and reports them with their digests. The coordinator merges them, and removes them from the store.

Whatever dies, the queue and the leases stand in the archive, and what was brought stands in the store.

Front doors: `coordinate.coordinate` and `work.work`.
"""
