"""python -m tools.server_memory [--trial cross|tab|cut|uploads ...] [--out FILE]

Each trial has a server of its own. `python -m tools.benchmarks --row memory-closed-cross` and its
like run the same trials at full size and keep what they found.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Literal

from dashboard.state.memory_limit import VARIABLE
from tools.server import Server
from tools.server_memory.closing import GRACE_SECONDS, WAYS, Way, close_again_and_again
from tools.server_memory.large_series import packed_series
from tools.server_memory.uploads import limited, upload_at_once

Trial = Way | Literal["uploads"]
TRIALS: tuple[Trial, ...] = (*WAYS, "uploads")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.server_memory", description=__doc__)
    parser.add_argument("--trial", action="append", choices=TRIALS, help="by default all")
    parser.add_argument("--series", type=int, default=10, help="how many are opened and closed")
    parser.add_argument("--megabytes", type=float, default=100.0, help="of one of those")
    parser.add_argument("--no-analysis", action="store_true", help="they are not analysed")
    parser.add_argument("--uploads", type=int, default=5, help="how many come at once")
    parser.add_argument("--upload-megabytes", type=float, default=500.0)
    parser.add_argument("--limit", default="", help=f"{VARIABLE} of the server, such as '3 GB'")
    parser.add_argument("--grace", type=float, default=GRACE_SECONDS, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help="a JSON file for what was found")
    asked = parser.parse_args()
    found = []
    for trial in asked.trial or TRIALS:
        found.append({"trial": trial} | run(trial, asked))
        print(json.dumps(found[-1], indent=1), flush=True)
    if asked.out:
        asked.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def run(trial: Trial, asked: argparse.Namespace) -> dict:
    """One trial on a server of its own, as plain data."""
    size = asked.upload_megabytes if trial == "uploads" else asked.megabytes
    packed = packed_series(size)
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder), environment=lambda _port: limited(asked.limit)) as server,
    ):
        if trial == "uploads":
            result = upload_at_once(
                server,
                asked.uploads,
                packed,
                asked.limit or "default",
                grace_seconds=asked.grace,
            ).as_data()
        else:
            result = close_again_and_again(
                server,
                trial,
                asked.series,
                packed,
                analyse=not asked.no_analysis,
                grace_seconds=asked.grace,
            ).as_data()
        return result | {"tracebacks": server.log().count("Traceback (most recent call last)")}


if __name__ == "__main__":
    main()
