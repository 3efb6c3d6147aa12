"""python -m tools.faults --minutes 30 --seed 1 --out report.json [--keep last]

The small trials first, then a mixed load on SQLite and on PostgreSQL, half the time each, while
one program after another is killed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")
STORES = ("sqlite", "postgresql")
RUNS = ("first", "last")


def main() -> int:
    """1 if anything was lost, doubled, or failed without a sentence."""
    parser = argparse.ArgumentParser(prog="python -m tools.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="of kills, all stores together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=STORES, help="default: both")
    parser.add_argument("--servers", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill-every", type=float, default=6.0, help="seconds, on average")
    parser.add_argument("--part", choices=("trials", "load"), help="default: both")
    parser.add_argument("--out", type=Path, help="the report, as JSON")
    parser.add_argument("--read", type=Path, nargs="*", help="run nothing; keep these reports")
    parser.add_argument("--keep", choices=RUNS, help="write it into docs/faults.md as that run")
    parser.add_argument("--busy", default="", help="what else the machine was doing, in words")
    asked = parser.parse_args()
    if asked.read:
        report = _together([json.loads(path.read_text(encoding="utf-8")) for path in asked.read])
    else:
        report = {
            "trials": _trials() if asked.part != "load" else [],
            "load": _load(asked) if asked.part != "trials" else [],
        }
    if asked.out:
        asked.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if asked.keep:
        from tools.faults.page import keep

        keep(asked.keep, report, asked.busy)
    return int(_failures(report) > 0)


def _trials() -> list[dict]:
    from tools.faults.trials import try_all

    with tempfile.TemporaryDirectory() as folder:
        found = try_all(Path(folder))
    for one in found:
        print(f"{one['kind']}, {one['name']}: {one['failures']} of {one['tries']} failed")
        for what, count in one["which"].items():
            print(f"    {count} x {what}", flush=True)
    return found


def _load(asked: argparse.Namespace) -> list[dict]:
    from tools.faults.mixed_load import Asked, mixed_load

    found = []
    stores = [asked.store] if asked.store else STORES
    for store in stores:
        one = Asked(
            asked.minutes / len(stores),
            asked.seed,
            store,
            servers=asked.servers,
            workers=asked.workers,
            kill_every=asked.kill_every,
        )
        found.append(mixed_load(one, lambda line: print(line, flush=True)))
        print(json.dumps(found[-1], indent=1), flush=True)
    return found


def _together(reports: list[dict]) -> dict:
    """The trials of the last of them, and the loads of all."""
    trials = [report["trials"] for report in reports if report["trials"]]
    load = [one for report in reports for one in report["load"]]
    return {"trials": trials[-1] if trials else [], "load": load}


def _failures(report: dict) -> int:
    from tools.faults.verdict import FAULTS

    of_trials = sum(one["failures"] for one in report["trials"])
    return of_trials + sum(bool(one[name]) for one in report["load"] for name in FAULTS)


if __name__ == "__main__":
    sys.exit(main())
