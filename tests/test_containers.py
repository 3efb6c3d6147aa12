"""The image is built from the pins, by the Python that the tests run with, and its parts fit."""

from __future__ import annotations

import fnmatch
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

import dashboard.__main__ as started
from core.cli.run import build_parser
from dashboard.security import settings
from dashboard.security.hosts import is_named
from dashboard.security.routes import is_open
from dashboard.server import DEFAULT_PORT

REPO = Path(__file__).resolve().parent.parent
DOCKERFILE = (REPO / "Dockerfile").read_text(encoding="utf-8")
#: The image that the Dockerfile makes.
BUILT = "liverlens:local"
ENTRYPOINT = (REPO / "docker" / "entrypoint.sh").read_text(encoding="utf-8")


def words_of(instruction: str) -> list[str]:
    """Of the last such line, in its JSON form."""
    found = re.findall(rf"^{instruction} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return json.loads(found[-1])


def environment() -> dict[str, str]:
    """What the image sets."""
    (block,) = re.findall(r"^ENV (PATH(?:.*\\\n)+.*)$", DOCKERFILE, re.MULTILINE)
    pairs = (pair.partition("=") for pair in block.replace("\\\n", " ").split())
    return {name: value for name, _, value in pairs}


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


def copied() -> list[tuple[str, ...]]:
    """The paths of the checkout that are copied, and where to."""
    lines = re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE)
    here = [line for line in lines if "--from=" not in line]
    return [tuple(word for word in line.split() if not word.startswith("--")) for line in here]


def test_all_that_is_copied_is_there_and_is_not_kept_from_the_build():
    sources = [source for *sources, _ in copied() for source in sources]
    assert sources == ["requirements.txt", ".", "docker/entrypoint.sh"]
    assert [source for source in sources if not (REPO / source).exists()] == []
    ignored = (REPO / ".dockerignore").read_text(encoding="utf-8").split()
    assert {"secrets", "data", ".env", ".git"} <= set(ignored)
    # What the wheel is made of.
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    built = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = [*sources, *built["packages"], *built["force-include"], "pyproject.toml"]
    needed += [built["hooks"]["custom"]["path"], project["project"]["readme"], "LICENSE"]
    for path in needed:
        assert (REPO / path).exists(), path
        first = Path(path).parts[:1]
        assert not any(fnmatch.fnmatch(name, one) for name in first for one in ignored), path


def test_what_one_stage_made_is_where_the_other_takes_it():
    first, last = DOCKERFILE.split("\nFROM ")[1:]
    assert first.startswith("python:${PYTHON} AS build\n")
    (folder,) = re.findall(r"COPY --from=build (\S+) \1\n", last)
    assert f"RUN python -m venv {folder}\n" in first
    assert first.count(f"RUN {folder}/bin/pip install ") == 2
    assert environment()["PATH"].split(":")[0] == f"{folder}/bin"


def test_it_starts_the_app_as_make_run_does(monkeypatch):
    (program,) = words_of("CMD")
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"][program] == "dashboard.__main__:liverlens_app"
    # `make run` starts `python -m dashboard` (test_makefile.py), which is the same function.
    source = Path(started.__file__).read_text(encoding="utf-8")
    assert source.endswith("    keep_words_out()\n    main(on_start=_tell)\n")
    calls: list[dict] = []
    monkeypatch.setattr(started, "main", lambda **options: calls.append(options))
    started.liverlens_app()
    assert calls == [{"on_start": started._tell, "program": program}]
    assert environment()["HF_HUB_OFFLINE"] == "1"


def test_the_entry_point_runs_the_command_with_its_words():
    (name,) = words_of("ENTRYPOINT")
    ((script, place),) = [one for one in copied() if one[0].startswith("docker/")]
    assert place == f"/usr/local/bin/{name}"
    assert "COPY --chmod=755 docker/entrypoint.sh" in DOCKERFILE
    words = ["sh", "-c", 'echo "$1,$2"; exit 7', "program", "a b", "c"]
    done = subprocess.run(
        ["sh", str(REPO / script), *words], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (7, "a b,c\n")


def test_nothing_in_the_image_runs_as_root():
    last = DOCKERFILE.split("\nFROM ")[-1]
    before, user, after = last.partition("\nUSER ")
    assert user
    assert re.findall(r"^(\d+):(\d+)\n", after) == [("10001", "10001")]
    assert "useradd --uid 10001 --user-group " in before
    assert re.findall(r"^(USER|RUN|COPY|ADD) ", after, re.MULTILINE) == []
    # Where it may write.
    (volume,) = re.findall(r"^VOLUME (\S+)$", after, re.MULTILINE)
    assert re.search(rf"chown liverlens:liverlens {volume}\n", before)
    assert environment()["LIVERLENS_STORE"].startswith(f"{volume}/")


def health_check() -> tuple[str, str]:
    """(the Python that asks, the address that it asks)"""
    (words,) = re.findall(r"^HEALTHCHECK .*\\\n +CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    python, option, code = json.loads(words)
    assert (python, option) == ("python", "-c")
    (address,) = re.findall(r"'(http://[^']+)'", code)
    return code, address


def test_the_check_of_health_asks_a_route_that_answers_everybody():
    _, address = health_check()
    asked = urlsplit(address)
    assert asked.path == "/_stcore/health"
    assert all(is_open(asked.path, signs_in=signs_in) for signs_in in (True, False))
    (exposed,) = re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)
    assert asked.port == int(exposed) == int(environment()["PORT"]) == DEFAULT_PORT
    assert composed("compose.yaml")["services"]["app"]["ports"][0].endswith(f":{asked.port}")
    # Also where the server answers to its public name alone.
    public = {"LIVERLENS_PUBLIC_URL": "https://liver.example.org", "LIVERLENS_SIGN_IN": "off"}
    hosts = settings.read(public, environment()["HOST"]).hosts
    assert "liver.example.org" in hosts
    assert is_named(asked.netloc, hosts)
    assert not is_named("elsewhere.example.org", hosts)


@pytest.mark.parametrize(("status", "is_well"), [(200, True), (503, False), (400, False)])
def test_the_check_of_health_fails_where_the_app_does_not_answer_well(status, is_well):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    code, address = health_check()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            here = code.replace(urlsplit(address).netloc, f"127.0.0.1:{server.server_port}")
            # Four seconds, as the image waits, may be short on a busy machine.
            here = here.replace("timeout=4", "timeout=60")
            # A hospital's proxy, which does not lead back here.
            environ = {**os.environ, "http_proxy": "http://127.0.0.1:9", "no_proxy": ""}
            done = subprocess.run(
                [sys.executable, "-c", here], env=environ, capture_output=True, timeout=120
            )
        finally:
            server.shutdown()
            thread.join()
    assert (done.returncode == 0) is is_well
