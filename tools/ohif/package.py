"""A built OHIF from npm, for the time of a run: it is never part of this repository."""

from __future__ import annotations

import subprocess
import tarfile
from pathlib import Path

#: The release against which docs/dicom-results.md was checked.
VERSION = "3.13.2"


def built_ohif(folder: Path) -> Path:
    """The folder with OHIF's index.html, fetched into `folder` with npm (50 MB, 200 MB unpacked).

    Raises:
        RuntimeError: npm is missing or can't reach its registry.
    """
    try:
        subprocess.run(
            ["npm", "pack", f"@ohif/app@{VERSION}"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise RuntimeError("npm is not installed: give --ohif FOLDER with a built OHIF") from error
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"npm can't fetch OHIF: {error.stderr.strip()[-300:]}") from error
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    archive.unlink()
    return folder / "package" / "dist"
