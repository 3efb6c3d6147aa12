"""The pinned packages of requirements.txt and its neighbours, and the hashes that are locked."""

from __future__ import annotations

import re
from pathlib import Path

from tools.server import ROOT

RUNTIME, DEVELOPMENT, DOCUMENTATION = (
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-docs.txt",
)


def normalised(name: str) -> str:
    """The name under which an index knows it: `Segmentation_Models` -> `segmentation-models`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins_in(text: str) -> dict[str, str]:
    """{normalised name: version} of the lines `name==version`, whatever follows on them."""
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", text, re.MULTILINE)
    return {normalised(name): version for name, version in found}


def pins(file: str = RUNTIME) -> dict[str, str]:
    """{normalised name: version} of a file in the root of the checkout."""
    return pins_in((ROOT / file).read_text(encoding="utf-8"))


def lock_of(file: str) -> Path:
    """`requirements-dev.lock` for `requirements-dev.txt`."""
    return (ROOT / file).with_suffix(".lock")


def hashes_in(lock: str) -> dict[str, list[str]]:
    """{normalised name: SHA-256 of each file of the release} of a lock's text."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in lock.splitlines():
        if pinned := re.match(r"([A-Za-z0-9][\w.-]*)==", line):
            name = normalised(pinned[1])
            found[name] = []
        if name:
            found[name] += re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line)
    return found
