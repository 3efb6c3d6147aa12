"""The image is built from the pins, by the Python that the tests run with, and its parts fit."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

from core.cli.run import build_parser

REPO = Path(__file__).resolve().parent.parent
DOCKERFILE = (REPO / "Dockerfile").read_text(encoding="utf-8")
#: The image that the Dockerfile makes.
BUILT = "liverlens:local"
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
        if "build" not in service and service["image"] != BUILT
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


def test_three_workers_share_the_queue_only_where_the_profile_is_asked_for():
    services = composed("compose.yaml")["services"]
    worker = services["worker"]
    assert worker["profiles"] == ["workers"]
    assert worker["deploy"]["replicas"] == 3
    assert "profiles" not in services["app"]
    assert "profiles" not in services["database"]
    # The image is built once, for the app.
    assert (
        (worker["image"], "build" in worker) == (services["app"]["image"], False) == (BUILT, False)
    )


def test_a_worker_finds_the_queue_and_the_scans_of_the_app_and_runs_without_rights():
    services = composed("compose.yaml")["services"]
    worker, app = services["worker"], services["app"]
    assert worker["environment"]["DATABASE_HOST"] == app["environment"]["DATABASE_HOST"]
    assert worker["secrets"] == app["secrets"]
    # Paths in the queue are the same in both.
    assert [mount for mount in app["volumes"] if ":/data" in mount] == worker["volumes"]
    assert worker["environment"]["OMP_NUM_THREADS"] == "1"
    assert "ports" not in worker
    for key in ("read_only", "cap_drop", "security_opt"):
        assert worker[key] == app[key]


def test_the_command_of_a_worker_is_one_that_there_is():
    program, *words = composed("compose.yaml")["services"]["worker"]["command"]
    assert program == "liverlens"
    arguments = build_parser().parse_args(words)
    assert arguments.stay
    assert arguments.limit is None


@pytest.mark.parametrize("name", ["compose.yaml", "compose.sign-in.yaml"])
def test_every_secret_is_a_file_that_the_entry_point_reads(name):
    secrets = composed(name)["secrets"]
    assert {secret for secret in secrets if f" {secret}\n" not in ENTRYPOINT} <= {
        "database-password"
    }
    assert "/run/secrets/database-password" in ENTRYPOINT
    assert all(entry["file"].startswith("./secrets/") for entry in secrets.values())
