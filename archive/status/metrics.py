"""The state of the work in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/)."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from archive.status.now import Status


def exposition(status: Status) -> str:
    """One gauge a number; what is a count of something has its unit in its name."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(status))
    return generate_latest(registry).decode()


class _Once(Collector):
    def __init__(self, status: Status) -> None:
        self._status = status

    def collect(self) -> Iterator[Metric]:
        now = self._status
        portals = GaugeMetricFamily(
            "nianbao_portals", "Portals by the state of their last visit.", labels=["state"]
        )
        for state, count in now.portals.items():
            portals.add_metric([state], count)
        yield portals
        refusing = GaugeMetricFamily(
            "nianbao_blocked_portals",
            "Blocked portals of prefectures that may refuse this network.",
            labels=["region_code"],
        )
        for place in now.refusing:
            refusing.add_metric([place.region_code], place.blocked)
        yield refusing
        for name, said, value in (
            ("nianbao_runs", "Runs under way.", len(now.runs)),
            (
                "nianbao_portals_visiting",
                "Portals that are visited now.",
                sum(run.visiting for run in now.runs),
            ),
            (
                "nianbao_portals_waiting",
                "Portals that runs have yet to begin.",
                sum(run.waiting for run in now.runs),
            ),
            (
                "nianbao_requests_per_second",
                "Answers a second, of the last five minutes.",
                now.requests_a_second,
            ),
            ("nianbao_addresses_queued", "Addresses that wait to be asked for.", now.queued),
            ("nianbao_captures", "Captures of the archive.", now.captures),
            ("nianbao_reports", "Reports of the archive.", now.reports),
            (
                "nianbao_captures_unread",
                "Captures that the parsers of this version have not read, counted to 10,000.",
                now.unread,
            ),
            ("nianbao_database_bytes", "Size of the database.", now.database_bytes),
            ("nianbao_warc_bytes", "Size of the WARC files.", now.warc_bytes),
            ("nianbao_free_bytes", "Room on the disk of the archive.", now.free_bytes),
        ):
            yield GaugeMetricFamily(name, said, value=value)
