"""The files of what was named."""

from core.dicom.sources import list_items


def test_a_file_whose_place_may_not_be_looked_up_is_listed_all_the_same(tmp_path, monkeypatch):
    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.setattr("core.dicom.sources.os.path.realpath", refuse)
    items, exclusions = list_items([tmp_path / "a", tmp_path])
    assert sorted(item.name for item in items) == ["a", "b"]
    assert exclusions == []
