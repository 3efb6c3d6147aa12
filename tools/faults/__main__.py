"""python -m tools.faults --minutes 30 --seed 1 --out report.json [--keep]

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


def main() -> int:
    """1 if anything was lost, doubled, or failed without a sentence."""
    parser = argparse.ArgumentParser(prog="python -m tools.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="of kills, all stores together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=STORES, help="default: both")
    parser.add_argument("--kill-every", type=float, default=6.0, help="seconds, on average")
    parser.add_argument("--part", choices=("trials", "load"), help="default: both")
    parser.add_argument("--out", type=Path, help="the report, as JSON")
    asked = parser.parse_args()
    report: dict = {"trials": [], "load": []}
    if asked.part != "load":
        from tools.faults.trials import try_all

        with tempfile.TemporaryDirectory() as folder:
            report["trials"] = try_all(Path(folder))
        for one in report["trials"]:
            print(f"{one['kind']}, {one['name']}: {one['failures']} of {one['tries']} failed")
            for what, count in one["which"].items():
                print(f"    {count} x {what}", flush=True)
    if asked.part != "trials":
        from tools.faults.mixed_load import Asked, mixed_load

        stores = [asked.store] if asked.store else STORES
        for store in stores:
            minutes = asked.minutes / len(stores)
            one = Asked(minutes, asked.seed, store, kill_every=asked.kill_every)
            report["load"].append(mixed_load(one, lambda line: print(line, flush=True)))
            print(json.dumps(report["load"][-1], indent=1), flush=True)
    if asked.out:
        asked.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return int(_failures(report) > 0)


def _failures(report: dict) -> int:
    from tools.faults.verdict import FAULTS

    of_trials = sum(one["failures"] for one in report["trials"])
    return of_trials + sum(bool(one[name]) for one in report["load"] for name in FAULTS)


if __name__ == "__main__":
    sys.exit(main())
