"""python -m tools.load --sessions 20 --minutes 3 [--name load] [--keep]"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

import streamlit

from core.inference.machine import describe_machine
from tools.load.crowd import crowd
from tools.load.record import PAGE, keep
from tools.server import Server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--name", default="load", help="what the run is called in the record")
    parser.add_argument("--cores", default="", help="processors of the server, such as 0,1")
    parser.add_argument("--busy", default="", help="what else the machine was doing, in words")
    parser.add_argument("--keep", action="store_true", help=f"write it into {PAGE.name}")
    asked = parser.parse_args()
    load_before = round(os.getloadavg()[0], 1)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder), asked.cores) as server:
        result = crowd(server, asked.sessions, asked.minutes)
    machine = describe_machine()
    result["machine"] = {
        **{key: machine[key] for key in ("processor", "logical_cores", "system")},
        "streamlit": streamlit.__version__,
        "load_before": load_before,
        "load_after": machine["load"],
        "busy": asked.busy or "nothing else was running that is known of.",
    }
    print(json.dumps({k: v for k, v in result.items() if k != "memory"}, indent=1))
    print({k: v for k, v in result["memory"].items() if k != "readings"})
    if asked.keep:
        keep(asked.name, result)


if __name__ == "__main__":
    main()
