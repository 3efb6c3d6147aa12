"""Write the locks: each pinned package with the SHA-256 of every file of its release, by uv.

`requirements.lock` belongs to `requirements.txt`, and so on. `requirements-cuda.lock` holds what
the public build of PyTorch for Linux needs besides. The public index is asked, whatever pip is set
up with.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tools.server import ROOT
from tools.supply_chain.pins import (
    DEVELOPMENT,
    DOCUMENTATION,
    RUNTIME,
    lock_of,
    normalised,
    pins,
)

CUDA = ROOT / "requirements-cuda.lock"
#: Where none of ours runs.
_ELSEWHERE = "emscripten"
#: What builds the manual wants a later one than the app.
_OLDEST_PYTHON = {RUNTIME: "3.11", DEVELOPMENT: "3.11", DOCUMENTATION: "3.11.5"}

_HEAD = """# {what}
# Written by `make lock` from the pins; don't edit. SECURITY.md says how to install from it.
"""


def write_all(uv: Path) -> None:
    """Raises CalledProcessError where uv can't resolve the pins, with its own words on standard
    error."""
    resolved = _entries(_compiled(uv, RUNTIME))
    pinned = pins()
    # On Linux PyTorch brings CUDA with it; on Windows, packages need others than on Linux.
    cuda = {
        name: entry
        for name, entry in resolved.items()
        if name not in pinned and "sys_platform == 'linux'" in entry
    }
    ours = {name: entry for name, entry in resolved.items() if name not in cuda}
    _write(lock_of(RUNTIME), "The packages that run, with the hashes of all files.", ours)
    _write(CUDA, "What PyTorch for graphics cards needs besides, on Linux.", cuda)
    tools = _entries(_compiled(uv, DEVELOPMENT))
    alone = {name: entry for name, entry in tools.items() if name not in ours}
    _write(lock_of(DEVELOPMENT), "Tests and lint; needs requirements.lock as well.", alone)
    manual = _entries(_compiled(uv, DOCUMENTATION))
    _write(lock_of(DOCUMENTATION), "What builds the documentation.", manual)


def _compiled(uv: Path, file: str) -> str:
    """What uv makes of the pins, for all systems, with what they need."""
    command = [str(uv), "pip", "compile", "--no-config", "--quiet", "--universal"]
    command += ["--generate-hashes", "--no-annotate", "--no-header"]
    command += ["--python-version", _OLDEST_PYTHON[file]]
    command += ["--constraint", RUNTIME] if file != RUNTIME else []
    done = subprocess.run([*command, file], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _entries(lock: str) -> dict[str, str]:
    """{normalised name: its lines} of a lock."""
    entries = {}
    for entry in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE):
        if (named := re.match(r"([\w.-]+)==", entry)) and _ELSEWHERE not in entry:
            entries[normalised(named[1])] = entry.rstrip() + "\n"
    return entries


def _write(path: Path, what: str, entries: dict[str, str]) -> None:
    text = _HEAD.format(what=what) + "".join(entries[name] for name in sorted(entries))
    path.write_text(text, encoding="utf-8")
