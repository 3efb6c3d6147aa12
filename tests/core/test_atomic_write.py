import errno
import stat

import pytest

from core.atomic_write import atomic_file, atomic_folder
from core.errors import UsageError


def test_the_new_file_replaces_the_old_one_at_the_end(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with atomic_file(path) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_one_sentence_and_nothing_half_written(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(UsageError) as told, atomic_file(path) as part:
        part.write_text("ne")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert told.value.code == "file_not_writable"
    assert "a.txt" in str(told.value)
    assert "No space left on device" in str(told.value)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_that_somebody_put_beside_the_file_is_not_followed(tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("theirs")
    path = tmp_path / "a.txt"
    path.symlink_to(other)
    (tmp_path / ".a.txt.part").symlink_to(other)
    with atomic_file(path) as part:
        # Nobody else can put anything where it is written.
        assert stat.S_IMODE(part.parent.stat().st_mode) == 0o700
        part.write_text("new")
    assert other.read_text() == "theirs"
    assert (path.read_text(), path.is_symlink()) == ("new", False)


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(UsageError) as told, atomic_file(tmp_path / "none" / "a.txt"):
        pass
    assert told.value.code == "file_not_writable"


def test_other_errors_pass_and_leave_nothing(tmp_path):
    with pytest.raises(KeyError), atomic_file(tmp_path / "a.txt") as part:
        part.write_text("half")
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_all_files_of_a_folder_arrive_and_nothing_else_is_left(tmp_path):
    out = tmp_path / "a" / "b"
    with atomic_folder(out) as folder:
        (folder / "one.txt").write_text("1")
        (folder / "two.txt").write_text("2")
        assert not (out / "one.txt").exists()
    assert sorted(path.name for path in out.iterdir()) == ["one.txt", "two.txt"]


def test_a_failure_leaves_a_folder_as_it_was(tmp_path):
    (tmp_path / "one.txt").write_text("old")
    with pytest.raises(RuntimeError), atomic_folder(tmp_path) as folder:
        (folder / "one.txt").write_text("new")
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["one.txt"]
    assert (tmp_path / "one.txt").read_text() == "old"


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(UsageError) as told, atomic_folder(tmp_path / "out"):
        pass
    assert told.value.code == "folder_not_writable"
    assert str(tmp_path / "out") in str(told.value)
