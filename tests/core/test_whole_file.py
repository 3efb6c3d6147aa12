import errno

import pytest

from core.errors import UsageError
from core.whole_file import whole_file


def test_takes_the_place_of_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with whole_file(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_one_sentence_and_nothing_half_written(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    message = r"a\.txt: can't be written \(No space left on device\): free some space"
    with pytest.raises(UsageError, match=message), whole_file(path) as part:
        part.write_text("ne")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_other_errors_pass_and_leave_nothing(tmp_path):
    with pytest.raises(KeyError), whole_file(tmp_path / "a.txt") as part:
        part.write_text("half")
        raise KeyError
    assert list(tmp_path.iterdir()) == []
