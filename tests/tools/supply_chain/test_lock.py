"""The locks hold the pins, each with hashes; and what `make lock` makes of what uv says."""

from __future__ import annotations

import re
import stat
import sys
from pathlib import Path

import pytest

from tools.supply_chain import lock
from tools.supply_chain.__main__ import main
from tools.supply_chain.pins import (
    DEVELOPMENT,
    DOCUMENTATION,
    RUNTIME,
    hashes_in,
    lock_of,
    pins,
    pins_in,
)

FILES = (RUNTIME, DEVELOPMENT, DOCUMENTATION)
HASH = {letter: letter * 64 for letter in "abcdef"}

#: Answers as uv does, by the file that it is asked for.
UV = """#!{python}
import sys
from pathlib import Path
answers = {answers!r}
assert "--generate-hashes" in sys.argv and "--universal" in sys.argv
sys.stdout.write(answers[sys.argv[-1]])
"""


def locked(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES)
def test_each_pin_is_locked_in_its_version(file):
    """Where this fails, run `make lock`."""
    of_runtime = pins() if file == DEVELOPMENT else {}
    found = pins_in(locked(lock_of(file)))
    wanted = {name: version for name, version in pins(file).items() if name not in of_runtime}
    assert {name: found.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("file", FILES)
def test_what_is_locked_besides_is_for_another_system_alone(file):
    text = locked(lock_of(file))
    besides = pins_in(text).keys() - pins(file).keys()
    for name in besides:
        assert re.search(rf"^{name}==\S+ ; sys_platform == 'win32'", text, re.MULTILINE), name


@pytest.mark.parametrize("path", [*map(lock_of, FILES), lock.CUDA], ids=lambda path: path.name)
def test_each_locked_package_has_hashes(path):
    hashes = hashes_in(locked(path))
    assert hashes.keys() == pins_in(locked(path)).keys()
    assert [name for name, found in hashes.items() if not found] == []
    # Nothing on a line of its own that pip would install without one.
    lines = [
        line for line in locked(path).splitlines() if not line.startswith(("#", "    --hash="))
    ]
    assert len(lines) == len(hashes)


def test_pytorch_is_locked_for_each_system_and_with_what_it_needs_on_linux():
    assert len(hashes_in(locked(lock_of(RUNTIME)))["torch"]) > 12
    needed = pins_in(locked(lock.CUDA))
    assert "triton" in needed
    assert any(name.startswith("nvidia-") for name in needed)
    assert needed.keys() & pins().keys() == set()


def entry(pin: str, *letters: str) -> str:
    return " \\\n".join([pin, *(f"    --hash=sha256:{HASH[one]}" for one in letters)]) + "\n"


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A checkout with pins of its own."""
    (tmp_path / RUNTIME).write_text("torch==2.13.0\nclick==8\n")
    (tmp_path / DEVELOPMENT).write_text("pytest==9\nclick==8\n")
    (tmp_path / DOCUMENTATION).write_text("mkdocs==1\n")
    for module in ("lock", "pins"):
        monkeypatch.setattr(f"tools.supply_chain.{module}.ROOT", tmp_path)
    monkeypatch.setattr(lock, "CUDA", tmp_path / "requirements-cuda.lock")
    return tmp_path


def uv_that_answers(folder: Path, answers: dict[str, str]) -> Path:
    program = folder / "uv"
    program.write_text(UV.format(python=sys.executable, answers=answers))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_what_graphics_cards_need_goes_apart(root):
    colorama = entry("colorama==1 ; sys_platform == 'win32'", "c")
    click, torch = entry("click==8", "b"), entry("torch==2.13.0", "f")
    cuda = entry("nvidia-cublas==13 ; sys_platform == 'linux'", "d", "e")
    for_browsers = entry("httpx2-jsfetch==1 ; sys_platform == 'emscripten'", "e")
    uv = uv_that_answers(
        root,
        {
            RUNTIME: click + colorama + for_browsers + cuda + torch,
            DEVELOPMENT: click + colorama + entry("pytest==9", "a"),
            DOCUMENTATION: entry("mkdocs==1", "b") + colorama,
        },
    )
    assert main(["lock", "--uv", str(uv)]) == 0
    written = {path.name: path.read_text() for path in root.glob("*.lock")}
    packages = {name: "".join(text.splitlines(True)[2:]) for name, text in written.items()}
    assert packages == {
        "requirements.lock": click + colorama + torch,
        "requirements-cuda.lock": cuda,
        "requirements-dev.lock": entry("pytest==9", "a"),
        "requirements-docs.lock": colorama + entry("mkdocs==1", "b"),
    }
