"""Whole or not at all, with a sentence where the folder says no."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from core.errors import Cancelled, UsageError
from core.report import write_report
from tests.core.report.made_case import MADE_AT, MODEL, analysed, volume_with_lesion


@pytest.fixture(scope="module")
def analysis():
    return analysed(volume_with_lesion())


def write(analysis, out, **options):
    return write_report(analysis, MODEL, out, made_at=MADE_AT, **options)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_gets_the_pdf_and_what_was_asked_for(analysis, tmp_path):
    out = tmp_path / "new" / "folder"
    written = write(analysis, out, values=True, tables=True)
    assert [path.name for path in written] == [
        "liverlens-report.pdf",
        "analysis.json",
        "lesions.csv",
        "slices.csv",
    ]
    assert names(out) == sorted(path.name for path in written)
    assert written[0].read_bytes().startswith(b"%PDF-")
    assert json.loads((out / "analysis.json").read_text())["lesions"][0]["volume_ml"] == 1.8


def test_a_file_gets_its_own_name_and_so_do_those_beside_it(analysis, tmp_path):
    written = write(analysis, tmp_path / "a.PDF", tables=True)
    assert [path.name for path in written] == ["a.PDF", "a-lesions.csv", "a-slices.csv"]
    assert names(tmp_path) == ["a-lesions.csv", "a-slices.csv", "a.PDF"]


def test_a_full_disk_is_a_sentence_and_the_old_report_stays(analysis, tmp_path, monkeypatch):
    (tmp_path / "liverlens-report.pdf").write_bytes(b"old")

    def full(_path, _content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match=r"can't write there \(No space left on device\)"):
        write(analysis, tmp_path, tables=True)
    assert names(tmp_path) == ["liverlens-report.pdf"]
    assert (tmp_path / "liverlens-report.pdf").read_bytes() == b"old"


def test_a_folder_that_can_not_be_made_is_known_before_the_work(analysis, tmp_path):
    (tmp_path / "file").write_text("")

    def progress(_done, _total):
        pytest.fail("worked for nothing")

    with pytest.raises(UsageError, match="can't write there"):
        write(analysis, tmp_path / "file" / "in.pdf", progress=progress)


def test_called_off_nothing_is_left(analysis, tmp_path, monkeypatch):
    def called_off(*_args, **_options):
        raise Cancelled("called off")

    monkeypatch.setattr("core.report.write.report_pdf", called_off)
    with pytest.raises(Cancelled):
        write(analysis, tmp_path)
    assert names(tmp_path) == []
