"""Show who opened, queued, analysed and exported what, or check that no line was changed or
removed.

For administrators: people and patients appear as keyed hashes, made with the key of this machine's
worklist.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from core.cli.inputs import a_date
from core.cli.terminal import printable, say
from core.errors import StoreError, UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", metavar="EMAIL", help="only what that person did")
    parser.add_argument("--patient", metavar="KEY", help="only what was done to that patient")
    parser.add_argument("--since", metavar="DATE", type=a_date, help="not before YYYY-MM-DD (UTC)")
    parser.add_argument("--json", action="store_true", help="one object per line, as in the file")
    parser.add_argument(
        "--check",
        action="store_true",
        help="only check that each line follows the one before, and that the last one that was "
        "written is there; this does not show that older copies of both files were put back",
    )


def run(arguments: argparse.Namespace) -> None:
    from core.audit import Trail
    from core.audit.place import VARIABLE
    from core.audit.sentences import does_not_follow, trail_off

    trail = Trail.open()
    if trail is None:
        raise UsageError(trail_off(VARIABLE))
    if arguments.check:
        found = trail.check()
        if wrong := found.wrong(trail.file):
            raise StoreError(wrong)
        for remark in found.remarks(trail.file):
            say(remark)
        say(f"{len(trail.read())} entries, each follows the one before it.")
        return
    who = trail.user(arguments.user) if arguments.user else None
    since = arguments.since.isoformat() if arguments.since else ""
    for listed in trail.listed():
        entry = listed.entry
        if who is not None and entry.who != who:
            continue
        if arguments.patient and entry.patient != arguments.patient:
            continue
        if entry.at < since:
            continue
        if arguments.json:
            marked = {} if listed.follows else {"follows": False}
            say(json.dumps(asdict(entry) | marked))
        else:
            did = f"{entry.did:9}  {entry.patient or '-':16}  {entry.what}"
            mark = "" if listed.follows else f"  {does_not_follow(listed.line)}"
            say(f"{printable(f'{entry.at}  {entry.who:24}  {did}').rstrip()}{mark}")
