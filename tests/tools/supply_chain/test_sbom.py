"""The bill of materials names everything that is shipped, as CycloneDX wants it."""

from __future__ import annotations

import json
import re

import pytest

from core import __version__
from tools.server import ROOT
from tools.supply_chain.__main__ import main
from tools.supply_chain.pins import RUNTIME, hashes_in, lock_of, pins


@pytest.fixture(scope="module")
def bill(tmp_path_factory) -> dict:
    out = tmp_path_factory.mktemp("sbom") / "new folder" / "sbom.json"
    assert main(["sbom", "--out", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def named(bill: dict, kind: str) -> dict[str, dict]:
    return {one["name"]: one for one in bill["components"] if one["bom-ref"].startswith(kind)}


def test_it_is_about_this_version(bill):
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    about = bill["metadata"]["component"]
    assert (about["name"], about["version"]) == ("liverlens", __version__)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])


def test_each_pinned_package_has_its_version_licence_and_hashes(bill):
    packages = named(bill, "pkg:pypi/")
    assert {name: one["version"] for name, one in packages.items()} == pins()
    assert all(one["licenses"] for one in packages.values())
    assert packages["pydicom"]["licenses"] == [{"expression": "MIT"}]
    assert packages["psycopg"]["licenses"] == [{"expression": "LGPL-3.0-only"}]
    # The local tag of a build is no part of the version.
    assert packages["torch"]["purl"] == f"pkg:pypi/torch@{pins()['torch']}"
    locked = hashes_in(lock_of(RUNTIME).read_text(encoding="utf-8"))
    (files,) = packages["pydicom"]["externalReferences"]
    assert [one["content"] for one in files["hashes"]] == locked["pydicom"]


def test_the_viewer_and_the_networks_are_in_it(bill):
    niivue = named(bill, "pkg:npm/")["@niivue/niivue"]
    assert niivue["purl"] == f"pkg:npm/%40niivue/niivue@{niivue['version']}"
    assert re.fullmatch("[0-9a-f]{128}", niivue["hashes"][0]["content"])
    cards = {path.stem for path in (ROOT / "weights").glob("*.json")}
    assert named(bill, "model:").keys() == cards


def test_who_needs_whom_is_in_it(bill):
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    refs = {one["bom-ref"] for one in bill["components"]}
    assert set().union(*needs.values()) <= refs
    ours = bill["metadata"]["component"]["bom-ref"]
    assert set(needs[ours]) == refs
    (pandas,) = [ref for ref in refs if ref.startswith("pkg:pypi/pandas@")]
    assert any(ref.startswith("pkg:pypi/numpy@") for ref in needs[pandas])


def test_the_same_packages_give_the_same_bill(bill, tmp_path):
    main(["sbom", "--out", str(tmp_path / "again.json")])
    assert json.loads((tmp_path / "again.json").read_text(encoding="utf-8")) == bill
