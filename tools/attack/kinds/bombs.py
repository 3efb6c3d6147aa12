"""Decompression bombs, and headers that ask for more than there is, in every format we read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from tools.attack.arena import Arena
from tools.attack.bomb_files import bombs
from tools.attack.tries import Kind, Try
from tools.server import ROOT

_MIB = 2**20
#: The limits of `unpacking` allow two volumes of 64 MiB at once and an archive of 128 MiB.
MOST_BYTES, MOST_SECONDS = 512 * _MIB, 30.0

#: The quickest, for a short run.
SHORT = (
    *("zeros.zip", "zeros.gz", "zeros.dcm.gz", "zeros.bz2", "zeros.tar.gz", "claims.tar"),
    *("claims-by-pax.tar", "zeros.nii.gz", "huge.nii", "zeros.nrrd", "huge.nrrd", "zeros.mha"),
    *("huge.mha", "skip.mha", "deflated.dcm", "huge-matrix.dcm", "rle.dcm", "j2k.dcm"),
)


def tries(arena: Arena) -> Iterator[Try]:
    folder = arena.new_folder("bombs")
    made = bombs()
    names = [name for name in made if name in SHORT or not arena.is_short]
    for name in names:
        (folder / name).write_bytes(made[name]())
    command = [sys.executable, "-m", "tools.attack.unpacking", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = {facts["file"]: facts for facts in map(json.loads, done.stdout.splitlines())}
    for name in names:
        yield Try(
            name,
            f"opened {(folder / name).stat().st_size:,} bytes",
            f"a series or a sentence, at most {MOST_BYTES // _MIB} MiB and {MOST_SECONDS:g} s",
            not (seen := _seen(found.get(name))),
            seen,
        )


def _seen(facts: dict | None) -> str:
    """What is wrong, "" for nothing."""
    if facts is None:
        return "the reader ended"
    if facts["said"] not in ("series", "sentence"):
        return str(facts["said"])
    if facts["bytes"] > MOST_BYTES:
        return f"{facts['bytes'] / _MIB:.0f} MiB"
    if facts["seconds"] > MOST_SECONDS:
        return f"{facts['seconds']:.0f} s"
    return ""


KIND = Kind("bombs", "Decompression bombs and absurd headers", tries)
