"""What an operator names: homes that nobody has, and files without end."""

import os
import tracemalloc
from pathlib import Path

import pytest

from core.errors import PacsError
from core.operator_files import (
    MOST_BYTES,
    FileTooLarge,
    home_known,
    named_path,
    read_bytes,
    read_text,
)
from tests.core.refused import refused


def test_the_home_of_nobody_is_a_sentence_that_names_the_setting():
    with refused(PacsError, "no_such_home", "A_SETTING"), home_known("A_SETTING", PacsError):
        Path("~nobody-of-that-name/file").expanduser()


def test_a_named_path_begins_at_home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")
    assert named_path("~/scans", "A_SETTING", PacsError) == Path("/home/ada/scans")
    # Only at the beginning, as in a shell.
    assert named_path("/data/~/a", "A_SETTING", PacsError) == Path("/data/~/a")
    with refused(PacsError, "no_such_home", "A_SETTING"):
        named_path("~nobody-of-that-name/file", "A_SETTING", PacsError)


def test_a_file_is_read_up_to_its_limit(tmp_path):
    path = tmp_path / "one"
    path.write_bytes(b"\xef\xbb\xbfone\r\n")
    assert read_bytes(path, 8) == b"\xef\xbb\xbfone\r\n"
    assert read_text(path, "utf-8-sig") == "one\r\n"
    with pytest.raises(FileTooLarge):
        read_bytes(path, 7)


@pytest.mark.parametrize("kind", ["sparse", "device"])
def test_one_without_end_takes_no_memory_to_speak_of(tmp_path, kind):
    path = Path("/dev/zero")
    if kind == "sparse":
        path = tmp_path / "sparse"
        path.touch()
        os.truncate(path, 5 * 2**30)
    elif not path.exists():
        pytest.skip("no such device here")
    tracemalloc.start()
    try:
        with pytest.raises(FileTooLarge, match="too large"):
            read_text(path)
        assert tracemalloc.get_traced_memory()[1] < 3 * MOST_BYTES
    finally:
        tracemalloc.stop()
