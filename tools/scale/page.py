"""The tables of docs/scale.md, from `results.json`: what was measured, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tools.scale import results
from tools.scale.costs import Costs, Plant
from tools.scale.simulation import Simulated, simulate
from tools.studies.marked import put_between

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scale.md"
SERIES = 10_000_000
WORKERS = (1, 4, 16, 64, 250, 1000)
NOT_MEASURED = "Not measured."
_TRIALS = {"trial-wait": "waits", "trial-model": "the default model"}


def made(text: str, held: dict) -> str:
    """`text` with its tables written again."""
    tables = {
        "trial": _trial(held),
        "growth": _growth(held),
        "queue": _queue(held),
        "simulation": _simulation(held),
        "bottlenecks": _bottlenecks(held),
    }
    for name, table in tables.items():
        begin = f"<!-- {name}: made by tools/scale/page.py -->"
        text = put_between(text, begin, f"<!-- end of {name} -->", table)
    return text


def write() -> None:
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(made(text, results.load()), encoding="utf-8")


def _trial(held: dict) -> str:
    rows = []
    for name, work in _TRIALS.items():
        if name not in held:
            continue
        found, asked = held[name], held[name]["asked"]
        rows.append(
            (
                f"{asked['series']:,}",
                work,
                str(asked["workers"]),
                f"{found['kills']} (every {asked['kill_every']:g} s)",
                str(found["lost"]),
                str(found["saved_twice"]),
                str(found["tried_again"]),
                _seconds(found["replaced_after"]),
                f"{found['rate']:.2f}",
                f"{found['of_sum_of_single']:.0%}",
                f"{found['of_all_at_once']:.0%}",
            )
        )
    head = (
        "Series",
        "Analysis",
        "Workers",
        "Killed",
        "Lost",
        "Saved twice",
        "Tried again",
        "Replaced after",
        "Series a second",
        "Of the sum of single ones",
        "Of as many without Dask and kills",
    )
    return _with_circumstances(held, _TRIALS, head, rows)


def _growth(held: dict) -> str:
    if "series" not in held:
        return NOT_MEASURED
    by_count = held["series"]["workers"]
    one = by_count[min(by_count, key=int)]["rate"]
    rows = [
        (
            count,
            f"{found['rate']:.3f}",
            f"{found['rate'] / one:.2f}",
            f"{found['read_seconds']:.2f}",
            f"{found['total_seconds']:.2f}",
            f"{found['worker_peak_mb']:.0f}",
            f"{found['worker_own_mb']:.0f}",
            f"{found['start_seconds']:.1f}",
        )
        for count, found in sorted(by_count.items(), key=lambda item: int(item[0]))
    ]
    head = (
        "Workers",
        "Series a second",
        "Times one worker",
        "Read, s",
        "In all, s",
        "Peak, MB",
        "Own, MB",
        "Start, s",
    )
    return _with_circumstances(held, ["series"], head, rows)


def _queue(held: dict) -> str:
    if "queue" not in held:
        return NOT_MEASURED
    queue = held["queue"]
    rows = [
        (
            f"{int(count):,}",
            f"{found['claim_ms']:.1f}",
            f"{found['claim_old_ms']:.1f}" if "claim_old_ms" in found else "not tried",
            f"{found['progress_ms']:.1f}",
            f"{found['count_ms']:.1f}",
            f"{found['has_waiting_ms']:.1f}",
        )
        for count, found in sorted(queue["rows"].items(), key=lambda item: int(item[0]))
    ]
    head = (
        "Series in the queue",
        "Claim, ms",
        "Claim before version 0010, ms",
        "Progress, ms",
        "Counts, ms",
        "Does any wait, ms",
    )
    words = (
        f"A claim is {queue['claim_statements']} statements, a report of progress "
        f"{queue['progress_statements']}, the end of a series {queue['done_statements']} "
        f"({queue['done_ms']:.1f} ms), transactions included. A queued series takes "
        f"{queue['queue_bytes']:.0f} bytes and a record {queue['record_bytes']:.0f}, indexes "
        "included."
    )
    return f"{_with_circumstances(held, ['queue'], head, rows)}\n\n{words}"


def _simulation(held: dict) -> str:
    costs = _costs(held)
    if costs is None:
        return NOT_MEASURED
    rows = []
    for workers in WORKERS:
        one = simulate(costs, Plant(workers))
        facts = one.facts(SERIES)
        rows.append(
            (
                f"{workers:,}",
                f"{one.rate:.2f}",
                f"{facts['efficiency']:.0%}",
                f"{facts['days']:,.1f}",
                f"{facts['waiting_after_a_day'] / 1e6:.2f}",
                f"{facts['statements_a_second']:,.0f}",
                f"{facts['read_bytes_a_second'] / 1e6:,.0f}",
                *(f"{one.use[name]:.0%}" for name in ("storage", "database", "driver")),
                _bytes(facts["workers_memory_bytes"]),
                facts["breaks_first"],
            )
        )
    head = (
        "Workers",
        "Series a second",
        "Of their own speed",
        "Days",
        "Million waiting after a day",
        "Statements a second",
        "Read, MB a second",
        "Storage in use",
        "Database in use",
        "Driver in use",
        "Memory of all workers",
        "Limit",
    )
    return _table(head, rows)


def _bottlenecks(held: dict) -> str:
    costs = _costs(held)
    if costs is None:
        return NOT_MEASURED
    plant = Plant(WORKERS[-1])
    facts = Simulated(costs, plant, 1.0, {}, {}).facts(SERIES)
    limits = sorted(plant.limits(costs).items(), key=lambda item: item[1])
    needs = {
        "storage": f"{_bytes(costs.bytes_read)} a series, {_bytes(facts['read_bytes'])} in all",
        "database": f"{costs.database * 1e3:.1f} ms of a core and {costs.statements:.0f} "
        f"statements a series, {_bytes(facts['database_bytes'])} in all",
        "driver": f"{costs.driver * 1e3:.1f} ms a series, on one core",
        "workers": f"{costs.alone:.2f} s a series",
    }
    rows = [
        (
            name,
            needs[name],
            f"{limit:,.1f}",
            f"{limit * costs.alone:,.0f}",
            f"{SERIES / limit / 86400:,.1f}",
        )
        for name, limit in limits
    ]
    head = ("Part", "Needs", "Series a second at most", "Reached with workers", "Days at that rate")
    return _table(head, rows)


def _costs(held: dict) -> Costs | None:
    return Costs.measured(held) if {"queue", "series"} <= held.keys() else None


def _with_circumstances(held: dict, names: Iterable[str], head: tuple, rows: list) -> str:
    if not rows:
        return NOT_MEASURED
    said = dict.fromkeys(
        _circumstances(held[name]["circumstances"]) for name in names if name in held
    )
    return f"{_table(head, rows)}\n\n{' '.join(said)}"


def _circumstances(found: dict) -> str:
    busy = f" {found['busy']}" if found["busy"] else ""
    return (
        f"Measured {found['date']}, {found['processor']}, {found['cores']} cores; "
        f"{found['load']} runnable processes at the end.{busy}"
    )


def _table(head: tuple, rows: list) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _bytes(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} PB"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} s"
