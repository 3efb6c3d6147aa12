"""Stand-ins for `ssh` and SLURM's programs that run on this machine what they are given."""

from __future__ import annotations

from pathlib import Path

_SSH = """#!/bin/sh
while [ "$1" != "--" ]; do shift; done
printf '%s\\n' "$2" >> {notes}/hosts
printf '%s\\n' "$*" >> {notes}/commands
shift 2
exec sh -c "$*"
"""
_SSH_THAT_FAILS = """#!/bin/sh
echo "ada@node1: Permission denied (publickey)." >&2
exit 255
"""
_SBATCH = """#!/bin/sh
cat "$1" >> {notes}/scripts
cp "$1" {notes}/job
setsid sh {notes}/job > {notes}/out 2>&1 < /dev/null &
echo "Submitted batch job $!"
"""
_SCANCEL = """#!/bin/sh
echo "$1" >> {notes}/cancelled
kill -TERM -- "-$1"
"""
_PROGRAMS = {"ssh": _SSH, "sbatch": _SBATCH, "scancel": _SCANCEL}


def stand_in(name: str, folder: Path, *, fails: bool = False) -> Path:
    """Put the program into `folder`/bin; returns where it notes what it was told."""
    notes, programs = folder / "notes", folder / "bin"
    notes.mkdir(exist_ok=True)
    programs.mkdir(exist_ok=True)
    program = programs / name
    text = _SSH_THAT_FAILS if fails else _PROGRAMS[name]
    program.write_text(text.format(notes=notes), encoding="ascii")
    program.chmod(0o755)
    return notes
