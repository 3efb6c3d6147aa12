"""`analyze` on hostile input: exit status 2, one line, nothing written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.cli import main
from tools.fuzz import seeds
from tools.fuzz.generators import archives


def zip_bomb(folder: Path) -> Path:
    path = folder / "scan.zip"
    path.write_bytes(seeds.zipped({"IM0": bytes(5_000_000)}))
    return path


def zip_slip(folder: Path) -> Path:
    path = folder / "scan.zip"
    path.write_bytes(seeds.zipped({"../../evil.dcm": seeds.slice_files()[0]}))
    return path


def shared_body(folder: Path) -> Path:
    path = folder / "scan.zip"
    path.write_bytes(archives.overlapping(30))
    return path


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def device(folder: Path) -> Path:
    (folder / "zero.dcm").symlink_to("/dev/zero")
    return folder / "zero.dcm"


def loop(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def terabyte(folder: Path) -> Path:
    path = folder / "huge.dcm"
    path.write_bytes(seeds.native("explicit")[:600])
    os.truncate(path, 2**40)
    return path


def cut_codestream(folder: Path) -> Path:
    path = folder / "IM0"
    data = seeds.compressed("jpeg lossless")
    path.write_bytes(data[: len(data) * 3 // 4])
    return path


def odd_name(folder: Path) -> Path:
    path = folder / "two\nlines\x1b[31m"
    path.write_bytes(b"hello")
    return path


@pytest.mark.parametrize(
    "make",
    [zip_bomb, zip_slip, shared_body, pipe, device, loop, terabyte, cut_codestream, odd_name],
    ids=lambda make: make.__name__,
)
def test_two_and_one_line(known, tmp_path, capsys, make: Callable[[Path], Path]):
    out = tmp_path / "out"
    path = make(tmp_path)
    assert main(["analyze", str(path), "--out", str(out)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("liverlens: ")
    assert line.isprintable()
    assert path.name.partition("\n")[0] in line
    assert "Traceback" not in line
    assert not out.exists()
