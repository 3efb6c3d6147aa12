"""python -m tools.benchmarks [--row NAME ...] [--list] [--page] [--busy WORDS]

Without a row, all of them, each in a process of its own; what each found goes into results.json at
once, so that an interrupted run loses one row at most, and RESULTS.md is written again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from datetime import date

# As `make run` has it; read when the networks' libraries are imported.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

from tools.benchmarks import machine, plot, results, series
from tools.benchmarks.row import Skipped
from tools.benchmarks.table import ROWS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.benchmarks", description=__doc__)
    parser.add_argument("--row", action="append", metavar="NAME", help="measure this one only")
    parser.add_argument("--list", action="store_true", help="name the rows")
    parser.add_argument("--missing", action="store_true", help="only rows without a result")
    parser.add_argument("--page", action="store_true", help="write RESULTS.md, measure nothing")
    parser.add_argument("--busy", default="", help="what else the machine is doing, in words")
    asked = parser.parse_args()
    unknown = [name for name in asked.row or () if name not in ROWS]
    if unknown:
        parser.error(f"there is no row {unknown[0]!r}: choose of {', '.join(ROWS)}")
    if asked.list:
        print("\n".join(f"{row.name:32} {row.what}" for row in ROWS.values()))
        return 0
    failed = 0
    if asked.row and len(asked.row) == 1:
        measure(asked.row[0], asked.busy)
    elif not asked.page:
        held = results.load() if asked.missing else {}
        for name in [name for name in asked.row or ROWS if name not in held]:
            command = [sys.executable, "-m", "tools.benchmarks", "--row", name]
            failed += bool(subprocess.run([*command, "--busy", asked.busy]).returncode)
    write_page()
    return 1 if failed else 0


def measure(name: str, busy: str) -> None:
    """Run one row here and keep what it found."""
    row = ROWS[name]
    print(f"{name}: {row.what}", flush=True)
    before = machine.load()
    try:
        finding = row.run()
    except Skipped as reason:
        print(f"  left out: {reason}")
        return
    print(f"  {finding.measured}; met: {finding.met}", flush=True)
    circumstances = {
        "machine": machine.describe(),
        "series": series.origin(),
        "load": [before, machine.load()],
        "busy": busy,
        "date": date.today().isoformat(),
    }
    results.keep(row, finding, circumstances)


def write_page() -> None:
    held = results.load()
    drawn = plot.draw(held, results.PLOT)
    results.PAGE.write_text(results.as_markdown(held, ROWS, drawn), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
