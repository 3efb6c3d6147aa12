"""The image is built from the pins, by the Python that the tests run with, and its parts fit."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

REPO = Path(__file__).resolve().parent.parent
DOCKERFILE = (REPO / "Dockerfile").read_text(encoding="utf-8")
ENTRYPOINT = (REPO / "docker" / "entrypoint.sh").read_text(encoding="utf-8")


def composed(name: str) -> dict:
    return yaml.safe_load((REPO / name).read_text(encoding="utf-8"))


def test_the_image_takes_the_pins_and_then_nothing_but_the_app():
    installs = re.findall(r"pip install (.*)$", DOCKERFILE, re.MULTILINE)
    assert installs == ["-r /src/requirements.txt", "--no-deps /src"]


def test_every_base_image_has_a_tag_with_a_patch_version():
    bases = re.findall(r"^ARG PYTHON=(\S+)", DOCKERFILE, re.MULTILINE)
    bases += [
        service["image"].partition(":")[2]
        for service in composed("compose.yaml")["services"].values()
        if "build" not in service
    ]
    assert len(bases) == 2
    assert [base for base in bases if not re.match(r"\d+\.\d+", base)] == []
    assert bases[0].startswith("3.11.")
    assert sys.version_info >= (3, 11)


def test_the_app_runs_without_rights():
    app = composed("compose.yaml")["services"]["app"]
    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in app["security_opt"]
    assert re.search(r"^USER 10001", DOCKERFILE, re.MULTILINE)
    assert app["ports"] == ["${LIVERLENS_BIND:-127.0.0.1}:8501:8501"]


@pytest.mark.parametrize("name", ["compose.yaml", "compose.sign-in.yaml"])
def test_every_secret_is_a_file_that_the_entry_point_reads(name):
    secrets = composed(name)["secrets"]
    assert {secret for secret in secrets if f" {secret}\n" not in ENTRYPOINT} <= {
        "database-password"
    }
    assert "/run/secrets/database-password" in ENTRYPOINT
    assert all(entry["file"].startswith("./secrets/") for entry in secrets.values())
