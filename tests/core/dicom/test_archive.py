"""Zips are read in memory, and refused in one sentence where they can't be trusted."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.dicom import Exclusion, Limits, MemoryFile, discover, load_series, sentences
from core.errors import ArchiveError, NoSeriesError
from tools.mock_dicom.mock_slice import ct_slice, to_bytes, write_all


def zipped(files: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def ct_files(n=3) -> dict[str, bytes]:
    return {f"scan/IM{z}": to_bytes(ct_slice(z, pixels=1024 + z)) for z in range(n)}


def refusal(data: bytes, **options) -> ArchiveError:
    with pytest.raises(ArchiveError) as error:
        discover([MemoryFile("scan.zip", data)], **options)
    assert str(error.value).startswith("scan.zip ")
    return error.value


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_zip_opens_like_its_folder(tmp_path, method):
    path = tmp_path / "scan.zip"
    path.write_bytes(zipped({**ct_files(), "scan/readme.txt": b"hello"}, method))
    for source in (path, MemoryFile("scan.zip", path.read_bytes())):
        found = discover([source])
        assert found.exclusions == (Exclusion("readme.txt", sentences.headers.not_dicom()),)
        assert load_series([source]).volume[:, 0, 0].tolist() == [0, 1, 2]


def test_nothing_is_written_to_disk(tmp_path, monkeypatch):
    path = tmp_path / "scan.zip"
    path.write_bytes(zipped(ct_files()))
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setenv("TMPDIR", str(empty))
    load_series([path])
    assert list(empty.iterdir()) == []
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["scan.zip"]


def test_a_zip_among_files_of_a_folder_is_opened(tmp_path):
    write_all([ct_slice(z) for z in range(3)], tmp_path)
    (tmp_path / "more.zip").write_bytes(zipped({"a": to_bytes(ct_slice(3))}))
    assert discover([tmp_path]).candidates[0].n_slices == 4


def test_a_password_protected_zip_is_refused():
    data = bytearray(zipped(ct_files()))
    # The bit "encrypted" of the flags, in the local headers and in the directory.
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(magic, at + 4)
    assert refusal(bytes(data)).code == "encrypted_zip"


@pytest.mark.parametrize(
    "name",
    ["../evil.dcm", "a/../../evil.dcm", "/etc/evil.dcm", "C:/evil.dcm", "..\\evil.dcm", "C:\\e"],
)
def test_names_that_point_outside_are_refused(name):
    data = zipped({**ct_files(), name: b"x"})
    assert refusal(data).code == "zip_paths_outside"


def test_a_name_with_two_dots_in_it_is_no_danger():
    assert discover([MemoryFile("a.zip", zipped({"a..b/..c": to_bytes(ct_slice())}))]).candidates


def test_a_bomb_is_refused():
    error = refusal(zipped({**ct_files(), "zeros.dcm": bytes(10_000_000)}))
    assert error.code == "zip_bomb"
    assert sentences.files.zip_bomb(100) in str(error)


def test_a_bomb_of_many_small_files_is_refused():
    data = zipped({f"{k}.dcm": bytes(90_000) for k in range(20)})
    few = Limits(archive_ratio_from_total_bytes=1_000_000)
    assert refusal(data, limits=few).code == "zip_bomb"


def test_an_empty_looking_slice_is_no_bomb():
    air = ct_slice(pixels=np.zeros((512, 512), np.uint16))
    data = zipped({"air.dcm": to_bytes(air)})
    assert len(data) * 100 < 512 * 512 * 2
    assert discover([MemoryFile("a.zip", data)]).candidates


def test_a_zip_over_the_limit_is_refused():
    error = refusal(zipped(ct_files(), zipfile.ZIP_STORED), limits=Limits(archive_bytes=1000))
    assert error.code == "zip_unpacks_too_large"


def test_a_zip_of_too_many_files_is_refused():
    error = refusal(zipped(ct_files()), limits=Limits(archive_files=2))
    assert error.code == "too_many_files_in_zip"
    assert sentences.files.too_many_files_in_zip(3, 2) in str(error)


def test_a_zip_in_a_zip_is_named_and_skipped():
    data = zipped({**ct_files(), "inner.zip": zipped(ct_files())})
    found = discover([MemoryFile("a.zip", data)])
    assert found.candidates[0].n_slices == 3
    assert found.exclusions == (Exclusion("inner.zip", sentences.files.zip_in_zip()),)


def test_a_cut_zip_is_refused():
    assert refusal(zipped(ct_files())[:-30]).code == "damaged_zip"


def test_a_damaged_member_is_skipped_and_the_others_open():
    files = ct_files(4)
    data = bytearray(zipped(files, zipfile.ZIP_STORED))
    at = data.index(files["scan/IM3"])
    data[at + 200] ^= 0xFF  # its checksum no longer fits
    found = discover([MemoryFile("a.zip", bytes(data))])
    assert found.candidates[0].n_slices == 3
    assert found.exclusions == (Exclusion("IM3", sentences.files.damaged_in_zip()),)


def test_a_member_whose_pixels_are_damaged_is_left_out_by_name():
    # Larger than the head that is looked at first: the damage shows when pixels are read.
    pixels, square = np.zeros((256, 256), np.uint16), [0.5, 0.5]
    files = {f"IM{z}": to_bytes(ct_slice(z, pixels + z, PixelSpacing=square)) for z in range(4)}
    data = bytearray(zipped(files, zipfile.ZIP_STORED))
    data[data.index(files["IM3"]) + 100_000] ^= 0xFF
    series = load_series([MemoryFile("a.zip", bytes(data))])
    assert series.n_slices == 3
    reason = sentences.files.damaged_in_zip()
    assert series.warnings == (sentences.series.slices_left_out(reason, 1, 3.0, "IM3"),)
    assert series.warnings[0].code == "damaged_in_zip"


def test_a_member_that_unpacks_to_more_than_it_states_is_not_followed():
    data = bytearray(zipped({"a.dcm": to_bytes(ct_slice()) + bytes(500_000)}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")  # the stated size
    with pytest.raises(NoSeriesError) as error:
        discover([MemoryFile("a.zip", bytes(data))])
    assert error.value.code == "damaged_in_zip"


def test_an_empty_zip():
    with pytest.raises(NoSeriesError) as error:
        discover([MemoryFile("a.zip", zipped({}))])
    assert error.value.code == "empty_zip"


def test_a_bad_zip_beside_good_files_is_set_aside(tmp_path):
    write_all([ct_slice(z) for z in range(3)], tmp_path)
    bomb = zipped({"zeros": bytes(10_000_000)})
    found = discover([tmp_path, MemoryFile("bomb.zip", bomb)])
    assert found.candidates[0].n_slices == 3
    assert [line.name for line in found.exclusions] == ["bomb.zip"]


def test_uploaded_folders_keep_their_names_to_themselves():
    file = MemoryFile("private/folder/IM1", b"nothing")
    with pytest.raises(NoSeriesError) as error:
        discover([file])
    assert "private" not in str(error.value)
    assert "IM1" in str(error.value)
    assert not Path("private").exists()
