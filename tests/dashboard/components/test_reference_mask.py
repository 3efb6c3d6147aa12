"""Loading a reference mask: what it becomes, and what a wrong file says."""

from __future__ import annotations

import nibabel
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.dicom import MemoryFile
from dashboard.state import server_folders, volume_room
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.server_memory import ServerMemory
from tests.dashboard.state.packed_header import packed_header
from tests.dashboard.tiny_case import session_with


def draw() -> None:
    """The script of the app under test."""
    from dashboard.components import reference_mask
    from dashboard.state import session

    mine = session.current()
    mine.drawn = reference_mask.choose(mine, mine.opened)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder that the server offers."""
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, str(tmp_path))
    return tmp_path


def app_with(session) -> AppTest:
    app = AppTest.from_function(draw, default_timeout=60)
    app.session_state["liverlens"] = session
    return app.run()


def load(app: AppTest, path) -> None:
    app.text_input[0].set_value(str(path))
    next(button for button in app.button if button.label == "Load").click().run()
    assert not app.exception


def saved(folder, series, codes: np.ndarray):
    path = folder / "truth.nii.gz"
    nibabel.save(nibabel.Nifti1Image(codes.transpose(2, 1, 0), series.affine_ras), path)
    return path


def test_without_a_reference_there_is_none():
    session = session_with()
    app_with(session)
    assert session.drawn is None


def test_a_nifti_by_its_path_on_the_server(folder):
    session = session_with()
    series = session.opened.series
    codes = np.where(series.volume == 105, 1, 0).astype(np.uint8)
    app = app_with(session)
    load(app, saved(folder, series, codes))
    np.testing.assert_array_equal(session.drawn, codes)
    assert session.opened.reference.name == "truth.nii.gz"
    next(button for button in app.button if button.label == "Remove it").click().run()
    assert session.opened.reference is None


def test_a_nifti_that_was_uploaded_for_it(tmp_path):
    session = session_with()
    series = session.opened.series
    codes = np.where(series.volume == 105, 1, 0).astype(np.uint8)
    data = saved(tmp_path, series, codes).read_bytes()
    # What is to be opened as a series is not taken for a mask.
    session.inbox.put((MemoryFile("other.nii.gz", b""),), "open")
    session.inbox.put((MemoryFile("drawn.nii.gz", data),), "reference")
    app_with(session)
    np.testing.assert_array_equal(session.drawn, codes)
    assert session.opened.reference.name == "drawn.nii.gz"
    assert session.inbox.take("reference") == ()


def test_a_volume_that_there_is_no_memory_for_is_not_unpacked(monkeypatch):
    memory = ServerMemory(PROGRAM_BYTES + 100_000_000, lambda: None, lambda: None)
    monkeypatch.setattr(volume_room, "MEMORY", memory)
    codes = []
    # 32 and 33.6 MB; unpacking takes three times that.
    for slices in (61, 64):
        session = session_with()
        session.inbox.put((packed_header((512, 512, slices)),), "reference")
        app_with(session)
        codes += [notice.code for notice in session.notices]
    assert codes == ["damaged_nifti", "larger_than_memory"]
    assert (memory.held(), session.drawn) == (0, None)


def test_a_wrong_file_is_one_sentence_and_what_was_loaded_stays(folder):
    session = session_with()
    series = session.opened.series
    app = app_with(session)
    load(app, saved(folder, series, np.ones(series.volume.shape, np.uint8)))
    (folder / "letter.nii").write_text("Dear colleague")
    load(app, folder / "letter.nii")
    (notice,) = session.notices
    assert notice.kind == "error"
    assert notice.text.startswith("letter.nii")
    assert session.opened.reference.name == "truth.nii.gz"


def test_a_path_outside_the_offered_folders_is_refused(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "truth.nii"
    elsewhere.write_bytes(b"")
    session = session_with()
    load(app_with(session), elsewhere)
    assert session.notices[0].code == "not_in_an_offered_folder"
    assert session.opened.reference is None
