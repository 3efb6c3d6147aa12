"""Show the DICOM results of a scan in OHIF and take a picture of each.

python -m tools.ohif --out DIR [--scan FOLDER] [--results FOLDER] [--ohif FOLDER] [--kind ...]

Needs Debian's orthanc and orthanc-dicomweb, Chromium, Playwright, and the right to make a network
namespace (root). Look at the pictures: whether they are right, only a person can say.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from core.export.dicom.of_analysis import SERIES_NUMBERS
from tools.ohif.package import VERSION, built_ohif
from tools.orthanc import is_installed
from tools.server import ROOT


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.ohif", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument(
        "--scan", type=Path, default=ROOT / "sample_scans" / "malignant", help="folder of a CT"
    )
    parser.add_argument(
        "--results", type=Path, help="what `core export dicom` made of it (default: made now)"
    )
    parser.add_argument(
        "--ohif", type=Path, help=f"folder with OHIF's index.html (default: {VERSION} from npm)"
    )
    parser.add_argument(
        "--kind", nargs="+", choices=SERIES_NUMBERS, default=[*SERIES_NUMBERS], help="only these"
    )
    arguments = parser.parse_args()
    if not is_installed():
        print("Orthanc with DICOMweb is not installed: apt install orthanc orthanc-dicomweb")
        return 2
    with tempfile.TemporaryDirectory(prefix="ohif-") as temporary:
        folder = Path(temporary)
        dist = arguments.ohif or built_ohif(folder)
        results = arguments.results or _results(arguments.scan, folder / "results")
        inside = [sys.executable, "-m", "tools.ohif.inside"]
        inside += [str(path.resolve()) for path in (dist, arguments.scan, results, arguments.out)]
        inside += arguments.kind
        # A network with a loopback and nothing else: Orthanc listens on every address.
        script = 'ip link set lo up && exec "$@"'
        command = ["unshare", "--net", "sh", "-c", script, "sh", *inside]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


def _results(scan: Path, out: Path) -> Path:
    command = [sys.executable, "-m", "core", "export", "dicom", str(scan), "--out", str(out)]
    subprocess.run(command, cwd=ROOT, check=True)
    return out


if __name__ == "__main__":
    sys.exit(main())
