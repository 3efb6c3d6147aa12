"""The files of what was named."""

import pytest

from core.dicom import sentences, sources
from core.dicom.sources import list_items
from core.errors import InputError


def test_a_file_whose_real_path_is_unknown_is_listed_all_the_same(tmp_path, monkeypatch):
    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.setattr("core.dicom.sources.os.path.realpath", refuse)
    items, exclusions = list_items([tmp_path / "a", tmp_path])
    assert sorted(item.name for item in items) == ["a", "b"]
    assert exclusions == []


def test_a_folder_of_more_files_than_any_study_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_FILES", 3)
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(b"x")
    assert len(list_items([tmp_path])[0]) == 3
    (tmp_path / "d").write_bytes(b"x")
    with pytest.raises(InputError) as error:
        list_items([tmp_path])
    assert error.value.code == "too_many_files"
    assert str(error.value) == sentences.files.too_many_files(tmp_path.name, 3)
