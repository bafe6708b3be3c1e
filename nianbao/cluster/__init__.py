"""Crawling with several processes or machines, on Dask distributed (extra `cluster`).

A bundle of portals is a task. The archive carves a shard for it (what is known of these portals), a worker visits them
with the same crawler as ever, in a process of its own that dies with the worker, and the shard is put back and
merged: rows by their keys, records with their bytes. A batch of captures to be read is a task too. Both lie in a directory that archive and workers
share; through the scheduler go names. Only the archive's own process writes the archive.

A portal's lease is held in the archive as long as its bundle is out, and a bundle is one task, so no host sees two
visitors. A bundle whose worker is lost is given to another; what a lost scheduler had is submitted again.

Front doors: `coordinator.crawl_on(archive, homes, options, regions, place) -> Summary`, `reading.read_on(archive, parser, place)`. What runs beside a worker does not
load Dask.
"""
