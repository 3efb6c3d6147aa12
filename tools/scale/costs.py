"""What a series costs each part of the machinery, and how much of each part there is."""

from __future__ import annotations

from dataclasses import dataclass

#: A worker tells the store how far it is, and that it lives (`core.cluster.task`, `worker`).
PROGRESS_SECONDS, HEARTBEAT_SECONDS = 5.0, 15.0


@dataclass(frozen=True)
class Costs:
    """Of one series. Seconds of a core or of a server unless said otherwise."""

    #: Of the worker's own core: decoding what was read, and the analysis.
    read: float
    analyse: float
    #: Bytes from the storage.
    bytes_read: float
    #: Of a core of the database's server.
    claim: float
    progress: float
    done: float
    #: Statements of each step.
    claim_statements: int
    progress_statements: int
    done_statements: int
    #: Of the one process that gives orders and takes results.
    driver: float
    #: Bytes in the database that stay.
    queue_bytes: float
    record_bytes: float
    #: Of memory that is a worker's own, and of the database for its two connections.
    worker_bytes: float
    connection_bytes: float = 2 * 10e6
    #: Seconds to count a million queued series.
    count_of_a_million: float = 0.1

    @classmethod
    def measured(cls, results: dict) -> Costs:
        """From `python -m tools.scale measure`."""
        queue, series = results["queue"], results["series"]
        longest = queue["rows"][max(queue["rows"], key=int)]
        one, empty = series["workers"]["1"], series["empty"]
        rows = max(int(count) for count in queue["rows"])
        return cls(
            read=one["read_seconds"],
            analyse=one["total_seconds"] - one["read_seconds"] - one["claim_seconds"],
            bytes_read=series["bytes_read"],
            claim=longest["claim_ms"] / 1e3,
            progress=longest["progress_ms"] / 1e3,
            done=queue["done_ms"] / 1e3,
            claim_statements=queue["claim_statements"],
            progress_statements=queue["progress_statements"],
            done_statements=queue["done_statements"],
            driver=empty["driver_ms"] / 1e3,
            queue_bytes=queue["queue_bytes"],
            record_bytes=queue["record_bytes"],
            worker_bytes=one["worker_peak_mb"] * 1e6,
            count_of_a_million=longest["count_ms"] / 1e3 * 1e6 / rows,
        )

    @property
    def alone(self) -> float:
        """Seconds of a series where nobody waits for anybody."""
        return self.claim + self.read + self.analyse + self.done

    @property
    def reports(self) -> float:
        """How often a series in progress writes to the store: at its first and its last slice, and
        now and then."""
        at_work = self.read + self.analyse
        return 2 + at_work / PROGRESS_SECONDS + at_work / HEARTBEAT_SECONDS

    @property
    def statements(self) -> float:
        """Of one series in all."""
        return (
            self.claim_statements + self.done_statements + self.reports * self.progress_statements
        )

    @property
    def database(self) -> float:
        """Seconds of a core of the database's server."""
        return self.claim + self.done + self.reports * self.progress


@dataclass(frozen=True)
class Plant:
    """What there is."""

    workers: int
    #: Bytes a second from the storage, to all workers together.
    storage: float = 1.25e9
    database_cores: int = 4

    def limits(self, costs: Costs) -> dict[str, float]:
        """Part -> series a second that it allows at most; the lowest breaks first."""
        return {
            "workers": self.workers / costs.alone,
            "storage": self.storage / costs.bytes_read,
            "database": self.database_cores / costs.database,
            "driver": 1.0 / costs.driver,
        }
