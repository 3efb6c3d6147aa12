import base64
import gzip
import io
from dataclasses import replace

import nibabel
import numpy as np
from PIL import Image

from core.dicom import MemoryFile, discover
from core.errors import InputError
from dashboard.components import thumbnails
from dashboard.components.thumbnails import grey_levels, slice_still
from dashboard.components.viewer.presets import presets_of
from dashboard.state import volume_room
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.origin import Upload
from dashboard.state.server_memory import ServerMemory
from tests.core.known_network import hu_series
from tests.dashboard.tiny_case import discovery_of, other_series, session_with, tiny_series
from tools.mock_dicom.mock_slice import ct_slice, to_bytes


def decoded(uri: str) -> np.ndarray:
    prefix = "data:image/png;base64,"
    assert uri.startswith(prefix)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.removeprefix(prefix)))))


def test_the_liver_window_is_linear_from_20_to_180_and_clipped():
    assert grey_levels(np.array([-1000, 20, 100, 180, 3000])).tolist() == [0, 0, 128, 255, 255]


def test_a_still_is_turned_to_the_radiological_view():
    # Bright at the file's first row and column; both axes run against the radiological view.
    volume = np.full((1, 8, 8), -1000)
    volume[0, :4, :4] = 1000
    series = hu_series(volume, row_direction=(-1.0, 0.0, 0.0), column_direction=(0.0, -1.0, 0.0))
    picture = decoded(slice_still(series, 0, width=8))
    assert picture[6, 6].tolist() == [255, 255, 255]
    assert picture[1, 1].tolist() == [0, 0, 0]


def test_proportions_are_those_in_mm():
    series = hu_series(np.zeros((1, 10, 20)), (5.0, 2.0, 1.0))  # 20 mm high, 20 mm wide
    assert decoded(slice_still(series, 0, width=40)).shape == (40, 40, 3)


def test_outlines_have_the_colours_of_their_class():
    mask = np.zeros((1, 16, 16), np.uint8)
    mask[0, 2:14, 2:14] = 1
    mask[0, 6:10, 6:10] = 3
    picture = decoded(slice_still(hu_series(np.full((1, 16, 16), -1000)), 0, mask=mask, width=16))
    assert picture[2, 7].tolist() == [0x6F, 0xCF, 0x97]  # the liver's edge
    assert picture[6, 7].tolist() == [0xFF, 0x7A, 0x6B]  # the lesion's edge
    assert picture[4, 7].tolist() == [0, 0, 0]  # inside the liver: left as it is
    assert picture[0, 0].tolist() == [0, 0, 0]


def test_a_dark_liver_has_the_window_that_the_viewer_opens_with():
    # 55 HU on the patient's right: the viewer opens at -20..140, where 55 is grey 120.
    plane = np.full((120, 120), -1000, np.int16)
    plane[20:100, 15:105] = -100
    plane[30:90, 20:60] = 55
    series = hu_series(np.stack([plane] * 3), spacing_mm=(5, 2, 2))
    assert presets_of(series)[0][1:] == (160, 60)
    assert decoded(slice_still(series, 1, width=120))[60, 40].tolist() == [120] * 3


def test_every_series_gets_a_picture_once_and_another_when_it_was_read(monkeypatch):
    read = []

    def read_slice(candidate, limits):
        read.append(candidate.uid)
        if candidate.uid == "damaged":
            raise InputError("its pixels can't be decoded")
        return np.zeros((8, 8))

    monkeypatch.setattr("core.dicom.read_slice", read_slice)
    session = session_with()
    series = [replace(tiny_series(), uid=uid) for uid in ("whole", "damaged")]
    whole, damaged = session.list_found(discovery_of(*series), Upload())
    for _ in range(2):
        thumbnails.take(session.shelf)
    assert read == ["whole", "damaged"]
    assert damaged.place.thumbnail == thumbnails.NO_PICTURE
    unread = whole.place.thumbnail
    assert decoded(unread).shape == (96, 96)
    opened = session.open(whole, other_series())
    thumbnails.take(session.shelf)
    assert opened.place.thumbnail not in ("", unread)


def test_of_one_opening_so_many_get_a_picture_before_they_are_read(monkeypatch):
    monkeypatch.setattr("core.dicom.read_slice", lambda _candidate, limits: np.zeros((8, 8)))
    monkeypatch.setattr(thumbnails, "MOST_UNREAD", 1)
    session = session_with()
    for _ in range(2):
        session.list_found(discovery_of(tiny_series(), tiny_series()), Upload())
    thumbnails.take(session.shelf)
    assert [bool(entry.place.thumbnail) for entry in session.shelf] == [
        True,
        True,
        False,
        True,
        False,
    ]


def test_a_file_that_has_just_arrived_is_a_picture_if_it_holds_a_slice():
    pixels = np.full((8, 8), 1124, np.uint16)  # HU 100, in the middle of the liver window
    picture = thumbnails.first_slice(MemoryFile("IM1", to_bytes(ct_slice(0.0, pixels))))
    shown = np.asarray(Image.open(io.BytesIO(picture)))
    assert shown.shape == (thumbnails.FIRST_WIDTH, thumbnails.FIRST_WIDTH)
    assert np.unique(shown).tolist() == [128]


def test_a_volume_that_there_is_no_memory_for_is_no_picture(monkeypatch):
    hu = np.random.default_rng(0).integers(-1000, 1000, (64, 64, 10), np.int16)
    image = nibabel.Nifti1Image(hu, np.eye(4))
    file = MemoryFile("ct.nii.gz", gzip.compress(image.to_bytes()))
    # 82 kB; unpacking takes three times that.
    memory = ServerMemory(PROGRAM_BYTES + 3 * 81_920, lambda: None, lambda: None)
    monkeypatch.setattr(volume_room, "MEMORY", memory)
    assert thumbnails.first_slice(file)
    memory.limit -= 1
    assert thumbnails.first_slice(file) is None
    assert memory.held() == 0


def test_a_large_volume_is_not_unpacked_for_a_picture(monkeypatch):
    """Its voxels may be a thousand times what the file is."""
    hu = np.random.default_rng(0).integers(-1000, 1000, (64, 64, 10), np.int16)
    data = nibabel.Nifti1Image(hu, np.eye(4)).to_bytes()
    monkeypatch.setattr(thumbnails, "MOST_FIRST", hu.nbytes)
    assert thumbnails.first_slice(MemoryFile("ct.nii", data))
    monkeypatch.setattr(thumbnails, "MOST_FIRST", hu.nbytes - 1)
    assert thumbnails.first_slice(MemoryFile("ct.nii", data)) is None


def test_a_volume_is_not_unpacked_without_room_for_its_small_picture(monkeypatch):
    hu = np.random.default_rng(0).integers(-1000, 1000, (64, 64, 10), np.int16)
    images = [nibabel.Nifti1Image(values, np.eye(4)).to_bytes() for values in (hu, hu + 1)]
    session = session_with()
    found = discover([MemoryFile("ct.nii.gz", gzip.compress(image)) for image in images])
    first, second = session.list_found(found, Upload())
    memory = ServerMemory(PROGRAM_BYTES + 3 * hu.nbytes, lambda: None, lambda: None)
    monkeypatch.setattr(volume_room, "MEMORY", memory)
    second.place.thumbnail = thumbnails.NO_PICTURE
    thumbnails.take(session.shelf)
    assert first.place.thumbnail not in ("", thumbnails.NO_PICTURE)
    memory.limit -= 1
    first.place.thumbnail, second.place.thumbnail = thumbnails.NO_PICTURE, ""
    thumbnails.take(session.shelf)
    assert second.place.thumbnail == thumbnails.NO_PICTURE
    assert memory.held() == 0


def test_a_file_without_a_slice_is_no_picture():
    for data in (b"", b"Dear colleague", to_bytes(ct_slice(0.0, PixelData=None))):
        assert thumbnails.first_slice(MemoryFile("IM1", data)) is None
