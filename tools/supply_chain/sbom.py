"""The bill of materials of LiverLens as CycloneDX 1.6 JSON (https://cyclonedx.org/docs/1.6/json/).

It lists the Python packages of requirements.txt, what the viewer brings from npm, and the shipped
networks. Versions and hashes are those that are pinned; licences and who needs whom are read from
the installed packages. The same checkout and the same packages give the same file.
"""

from __future__ import annotations

import base64
import importlib.metadata
import json
import uuid
from typing import Any

from packaging.requirements import Requirement

from core import __version__
from core.shipped import shipped
from tools.server import ROOT
from tools.supply_chain.licences import licence_of
from tools.supply_chain.pins import RUNTIME, hashes_in, lock_of, normalised, pins

_VIEWER_LOCK = ROOT / "dashboard" / "components" / "viewer" / "package-lock.json"
#: Part of the identifiers that are made from the content.
_NAMESPACE = uuid.UUID("5b0d6c0e-5c5f-4a7e-9a55-1f0f3d0f7b41")
_OURS = f"pkg:generic/liverlens@{__version__}"

Json = dict[str, Any]


def bill() -> Json:
    """The whole document.

    Raises:
        PackageNotFoundError: a pinned package is not installed.
    """
    python = _python_packages()
    components = [*python, *_npm_packages(), *_networks()]
    needs = {_OURS: sorted(one["bom-ref"] for one in components)} | _needs(python)
    document: Json = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": _OURS,
                "name": "liverlens",
                "version": __version__,
                "licenses": [{"expression": "Apache-2.0"}],
            }
        },
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": on} for ref, on in sorted(needs.items())],
    }
    content = uuid.uuid5(_NAMESPACE, json.dumps(document, sort_keys=True))
    return {"serialNumber": f"urn:uuid:{content}", **document}


def _python_packages() -> list[Json]:
    hashes = hashes_in(lock_of(RUNTIME).read_text(encoding="utf-8"))
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "purl": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "licenses": _licences(licence_of(importlib.metadata.metadata(name))),
            # One for each file of the release: systems and versions of Python.
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": lock_of(RUNTIME).name,
                    "hashes": [{"alg": "SHA-256", "content": one} for one in hashes[name]],
                }
            ],
        }
        for name, version in sorted(pins().items())
    ]


def _needs(components: list[Json]) -> dict[str, list[str]]:
    """{reference: references of what it needs} among the Python packages, on this machine."""
    refs = {one["name"]: one["bom-ref"] for one in components}
    needs: dict[str, list[str]] = {}
    for name, ref in refs.items():
        asked = map(Requirement, importlib.metadata.requires(name) or [])
        names = {
            normalised(one.name)
            for one in asked
            if one.marker is None or one.marker.evaluate({"extra": ""})
        }
        needs[ref] = sorted(refs[one] for one in names & refs.keys())
    return needs


def _npm_packages() -> list[Json]:
    packages = json.loads(_VIEWER_LOCK.read_text(encoding="utf-8"))["packages"]
    found = []
    for place, package in sorted(packages.items()):
        # The first is the viewer itself; what is optional helps to build it and is not shipped.
        if not place or package.get("optional") or package.get("dev"):
            continue
        name = place.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
        found.append(
            {
                "type": "library",
                "bom-ref": purl,
                "purl": purl,
                "name": name,
                "version": package["version"],
                "licenses": _licences(package["license"]),
                "hashes": [_integrity(package["integrity"])],
            }
        )
    return found


def _networks() -> list[Json]:
    cards = [
        json.loads(path.read_text(encoding="utf-8")) for path in shipped("weights").glob("*.json")
    ]
    return [
        {
            "type": "machine-learning-model",
            "bom-ref": f"model:{card['name']}@{card['sha256'][:12]}",
            "name": card["name"],
            "hashes": [{"alg": "SHA-256", "content": card["sha256"]}],
        }
        for card in sorted(cards, key=lambda card: card["name"])
    ]


def _licences(licence: str) -> list[Json]:
    """An SPDX expression as such; the name of a licence that SPDX does not know as a name."""
    if not licence:
        return []
    if licence in ("BSD License", "LGPL"):
        return [{"license": {"name": licence}}]
    return [{"expression": licence}]


def _integrity(text: str) -> Json:
    """`sha512-BASE64` of npm as CycloneDX writes it."""
    algorithm, _, digest = text.partition("-")
    return {
        "alg": {"sha512": "SHA-512", "sha256": "SHA-256"}[algorithm],
        "content": base64.b64decode(digest).hex(),
    }
