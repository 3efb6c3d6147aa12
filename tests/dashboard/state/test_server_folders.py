import os
from pathlib import Path

import pytest

from core.dicom.set_aside import SetAside
from core.dicom.sources import list_items
from core.dicom.unlinked import UnlinkedPath
from core.errors import InputError
from dashboard.state import server_folders
from tools.fuzz import sandbox


@pytest.fixture
def offered(tmp_path, monkeypatch) -> Path:
    """A folder that the operator lists, with a secret beside it and links that lead there."""
    folder, secret = tmp_path / "offered", tmp_path / "secret"
    (folder / "study" / "a").mkdir(parents=True)
    secret.mkdir()
    (folder / "study" / "a" / "1.dcm").write_bytes(b"x")
    (folder / "study" / "scan.zip").write_bytes(b"x")
    (secret / "2.dcm").write_bytes(b"x")
    (folder / "study" / "out").symlink_to(secret)
    (folder / "study" / "out.dcm").symlink_to(secret / "2.dcm")
    monkeypatch.setenv(
        server_folders.FOLDERS_VARIABLE, os.pathsep.join([str(folder), "/no/such/place"])
    )
    return folder


def test_only_listed_folders_that_exist_are_offered(offered):
    assert server_folders.listed() == [offered.resolve()]


def test_folders_may_lie_at_home(offered, monkeypatch):
    monkeypatch.setenv("HOME", str(offered.parent))
    told = os.pathsep.join(["~/offered", "~nobody-of-that-name/scans"])
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, told)
    assert server_folders.listed() == [offered.resolve()]


def test_no_variable_no_folders(monkeypatch):
    monkeypatch.delenv(server_folders.FOLDERS_VARIABLE, raising=False)
    assert server_folders.listed() == []


def test_files_are_found_and_links_out_are_left_alone(offered):
    found = server_folders.files_in(offered / "study")
    assert [p.name for p in found] == ["1.dcm", "scan.zip"]


@pytest.mark.parametrize("path", ["study/../../secret", "study/out", "study/out.dcm", "../secret"])
def test_nothing_outside_can_be_opened(offered, path):
    with pytest.raises(InputError, match="not inside a folder that this server offers"):
        server_folders.files_in(offered / path)


def test_an_empty_folder_is_named(offered):
    (offered / "empty").mkdir()
    with pytest.raises(InputError, match="empty: no files"):
        server_folders.files_in(offered / "empty")


def test_the_picker_lists_folders_and_archives_but_no_way_out(offered):
    assert [p.name for p in server_folders.subfolders(offered / "study")] == ["a", "scan.zip"]
    assert server_folders.subfolders(offered.parent) == []


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("loop.zip", r"^loop\.zip: not inside a folder that this server offers"),
        ("nul\0byte", r"^nul\?byte: not inside a folder that this server offers"),
        ("x" * 5000, r"^x{99}…: can't be opened: check the path\.$"),
    ],
    ids=["loop", "null byte", "too long"],
)
def test_paths_that_are_none_are_refused(offered, path, message):
    (offered / "loop.zip").symlink_to("loop.zip")
    with pytest.raises(InputError, match=message):
        server_folders.files_in(offered / path)
    assert [p.name for p in server_folders.subfolders(offered)] == ["study"]


def test_folders_nested_deeper_than_functions_may_be(offered):
    here = Path.cwd()
    os.chdir(offered / "study" / "a")
    try:
        for _ in range(1200):
            os.mkdir("d")
            os.chdir("d")
        Path("3.dcm").write_bytes(b"x")
        os.chdir(here)
        assert "3.dcm" in [p.name for p in server_folders.files_in(offered / "study")]
    finally:
        os.chdir(here)
        sandbox.remove(offered / "study" / "a" / "d")  # pytest could not


def test_every_file_that_opens_by_itself_is_offered(offered):
    study = offered / "study"
    names = ["a.mha", "a.nii.gz", "a.nrrd", "a.tar.gz", "b.TGZ", "c.mhd", "c.tar", "scan.zip"]
    for name in (*names, "c.raw", "d.7z", "._a.nrrd"):
        (study / name).write_bytes(b"x")
    assert [p.name for p in server_folders.subfolders(study)] == ["a", *names]


def test_a_link_within_the_folder_is_followed_and_its_file_is_named(offered):
    (offered / "again.dcm").symlink_to(offered / "study" / "a" / "1.dcm")
    (found,) = server_folders.files_in(offered / "again.dcm")
    assert found == (offered / "study" / "a" / "1.dcm").resolve()
    assert isinstance(found, UnlinkedPath)


def test_a_link_that_came_after_the_check_is_not_read(offered):
    (found, _) = server_folders.files_in(offered / "study")
    found.unlink()
    found.symlink_to(offered.parent / "secret" / "2.dcm")
    items, _ = list_items([found])
    with pytest.raises(SetAside):
        items[0].read()
