"""Under which licences the packages are that LiverLens imports, and whether they may be.

GPL and AGPL would ask the same licence of LiverLens, which is under Apache-2.0: whatever is not
listed here is refused. It goes by what the packages say of themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import PackageMetadata

#: SPDX identifiers, and the words of packages that give none.
ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSD License",
        "BSL-1.0",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)
#: The Lesser GPL allows use as a library that can be exchanged, as an imported package can.
LESSER = {
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    "python-bidi": "LGPL",
}

#: How packages write what SPDX has an identifier for.
_SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License v2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD License",
    "BSD 3-Clause": "BSD-3-Clause",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
#: A licence's name is shorter; what is longer is its text.
_LONGEST_NAME = 60


def licence_of(metadata: PackageMetadata) -> str:
    """An SPDX expression, or what the package calls its licence; "" where it says nothing.

    `metadata` are the core metadata of a package (`importlib.metadata.metadata`). The expression
    counts first, then the field `License`, then the classifiers.
    """
    if expression := _field(metadata, "License-Expression"):
        return expression
    classified = [
        str(line).rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier", [])
        if str(line).startswith("License :: OSI Approved")
    ]
    stated = _field(metadata, "License").strip()
    is_name = 0 < len(stated) <= _LONGEST_NAME and "\n" not in stated
    # A name that is none, as a file's, gives way to the classifiers.
    if is_name and (stated in _SPDX or is_allowed(stated) or not classified):
        return _SPDX.get(stated, stated)
    return " AND ".join(_SPDX.get(name, name) for name in classified)


def _field(metadata: PackageMetadata, name: str) -> str:
    return str(metadata[name]) if name in metadata else ""


def is_allowed(licence: str, package: str = "") -> bool:
    """Whether every part of an expression is, also of those to choose from."""
    if licence and LESSER.get(package) == licence:
        return True
    parts = re.split(r"\s+(?:AND|OR)\s+", licence.replace("(", " ").replace(")", " ").strip())
    return all(part.strip() in ALLOWED for part in parts)


def refused(licences: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Those of (package, licence) that may not be used."""
    return {name: licence for name, licence in licences if not is_allowed(licence, name)}
