import pytest

from core.errors import UsageError
from core.export import whole_files


def test_all_files_arrive_and_nothing_else_is_left(tmp_path):
    out = tmp_path / "a" / "b"
    with whole_files(out) as folder:
        (folder / "one.txt").write_text("1")
        (folder / "two.txt").write_text("2")
        assert not (out / "one.txt").exists()
    assert sorted(path.name for path in out.iterdir()) == ["one.txt", "two.txt"]


def test_a_failure_leaves_what_was_there(tmp_path):
    (tmp_path / "one.txt").write_text("old")
    with pytest.raises(RuntimeError), whole_files(tmp_path) as folder:
        (folder / "one.txt").write_text("new")
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["one.txt"]
    assert (tmp_path / "one.txt").read_text() == "old"


def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "out").write_text("")
    refusal = pytest.raises(UsageError, match=r"out: can't write there .*another folder\.")
    with refusal, whole_files(tmp_path / "out"):
        pass
