"""python -m tools.receive_load --series 200 --senders 4 [--slices 48] [--analyse 2]"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from core.inference.machine import describe_machine
from core.shipped import shipped
from tools.receive_load.pushed import Pushed, slices_of
from tools.receive_load.run import run

#: None of these may happen.
_FAULTS = (
    "lost",
    "lost_by_the_kill",
    "doubled_on_disk",
    "doubled_in_the_queue",
    "unreadable",
    "halves",
    "exit_status",
)


def main() -> int:
    """1 if something was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m tools.receive_load", description=__doc__)
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--slices", type=int, default=48, help="of the malignant sample, at most")
    parser.add_argument("--analyse", type=int, default=2, help="series analysed meanwhile")
    parser.add_argument("--kill-after", type=float, default=0.4, help="share of the files")
    parser.add_argument("--folder", type=Path, help="for the inbox (default: a temporary one)")
    asked = parser.parse_args()
    slices = slices_of(Path(str(shipped("sample_scans") / "malignant")))[: asked.slices]
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        result = run(
            Pushed(slices, asked.series),
            Path(folder),
            senders=asked.senders,
            analysed=asked.analyse,
            kill_after=asked.kill_after,
        )
    machine = describe_machine()
    result["machine"] = {key: machine[key] for key in ("processor", "logical_cores", "load")}
    print(json.dumps(result, indent=1))
    return int(any(result[name] for name in _FAULTS) or result["acknowledged"] < result["files"])


if __name__ == "__main__":
    sys.exit(main())
