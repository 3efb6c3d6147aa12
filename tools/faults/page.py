"""The tables of docs/faults.md, from `results.json`: the first run and the last."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

from core.inference.machine import describe_machine
from tools.studies.marked import put_between

RESULTS = Path(__file__).with_name("results.json")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
RUNS = ("first", "last")
#: Row of the load -> the names of the counts that are added up for it.
_LOAD = {
    "Files acknowledged": ("files",),
    "lost, doubled, unreadable or half": (
        "files_lost",
        "files_doubled",
        "files_unreadable",
        "halves",
    ),
    "Series sent whole": ("series",),
    "not queued, without a record, doubled": (
        "series_not_queued",
        "series_without_record",
        "series_doubled",
        "not_done_in_time",
    ),
    "Records acknowledged": ("records",),
    "lost, changed or doubled": ("records_lost", "records_changed", "records_doubled"),
    "Lines of the audit trail acknowledged": ("lines",),
    "lost, doubled, not following": ("lines_lost", "lines_doubled", "trail_damaged"),
    "Readers' edits acknowledged": ("edits",),
    "lost, doubled, gaps between versions": ("edits_lost", "edits_doubled", "versions_with_gaps"),
    "Tracebacks, exceptions on pages, statuses of 500": ("tracebacks", "faults"),
}


def keep(run: str, report: dict, busy: str) -> None:
    """Put the parts that were run into the file, in place of those before, and write the page."""
    held = load()
    machine = describe_machine()
    circumstances = {
        "date": date.today().isoformat(),
        "processor": machine["processor"],
        "cores": machine["logical_cores"],
        "load": round(os.getloadavg()[0], 1),
        "busy": busy,
    }
    parts = {name: part for name, part in report.items() if part}
    held[run] = {**held.get(run, {}), **parts, "circumstances": circumstances}
    RESULTS.write_text(json.dumps(held, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(made(PAGE.read_text(encoding="utf-8"), held), encoding="utf-8")


def load() -> dict:
    """{} where nothing was kept yet."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}


def made(text: str, held: dict) -> str:
    """`text` with its tables written again."""
    for name, table in (("trials", _trials(held)), ("load", _load(held))):
        begin = f"<!-- {name}: made by tools/faults/page.py -->"
        text = put_between(text, begin, f"<!-- end of {name} -->", table)
    return text


def _trials(held: dict) -> str:
    found = {
        run: {(one["kind"], one["does"]): one for one in held.get(run, {}).get("trials", ())}
        for run in RUNS
    }
    keys = list(dict.fromkeys(key for run in reversed(RUNS) for key in found[run]))
    head = ("Fault", "What is tried", "First run: failed, of tries", "Last run")
    rows = [(*key, *(_failed(found[run].get(key)) for run in RUNS)) for key in keys]
    totals = [
        f"**{sum(one['failures'] for one in found[run].values())} of "
        f"{sum(one['tries'] for one in found[run].values()):,}**"
        for run in RUNS
    ]
    rows.append(("**All**", "", *totals))
    return f"{_table(head, rows)}\n\n{_circumstances(held)}"


def _load(held: dict) -> str:
    runs = [(run, one) for run in RUNS for one in held.get(run, {}).get("load", ()) if one]
    head = ("", *(f"{_STORES[one['store']]}, {run} run" for run, one in runs))
    rows = [
        ("Minutes of kills", *(f"{one['seconds'] / 60:.0f}" for _, one in runs)),
        ("Killed", *(_kinds(one["kills"]) for _, one in runs)),
    ]
    for name, parts in _LOAD.items():
        rows.append((name, *(f"{sum(one[part] for part in parts):,}" for _, one in runs)))
    return _table(head, rows)


_STORES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _failed(one: dict | None) -> str:
    if one is None or not one["tries"]:
        return "not tried"
    return f"{one['failures']:,} of {one['tries']:,}"


def _kinds(kills: dict[str, int]) -> str:
    each = ", ".join(f"{kind} {count}" for kind, count in sorted(kills.items()))
    return f"{sum(kills.values())} ({each})"


def _circumstances(held: dict) -> str:
    told = held.get("last", {}).get("circumstances") or held.get("first", {}).get("circumstances")
    if not told:
        return ""
    busy = f" {told['busy']}" if told["busy"] else ""
    return (
        f"Tried {told['date']}, {told['processor']}, {told['cores']} cores; {told['load']} "
        f"runnable processes at the end.{busy}"
    )


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
