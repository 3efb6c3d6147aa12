import gc
import gzip
import io
import tarfile
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

from core.dicom import MemoryFile
from core.errors import InputError
from core.sentence import Sentence
from dashboard.state import events, loading, server_folders, volume_room
from dashboard.state.events import SeriesOpened
from dashboard.state.listed_series import ListedSeries
from dashboard.state.memory_limit import PROGRAM_BYTES
from dashboard.state.opening import Opening
from dashboard.state.origin import Sample, ServerPath, Upload
from dashboard.state.server_memory import ServerMemory
from dashboard.state.session import Session
from tests.dashboard.state.packed_header import packed_header, tar_of_zeros
from tests.dashboard.tiny_case import NoProgress, discovery_of, tiny_series
from tools.mock_dicom.mock_slice import ct_slice, to_bytes


@pytest.fixture
def announced(monkeypatch) -> list[SeriesOpened]:
    told: list[SeriesOpened] = []
    opened: events.Announcement[SeriesOpened] = events.Announcement()
    opened.subscribe(told.append)
    monkeypatch.setattr(events, "series_opened", opened)
    return told


def asking(origin) -> Session:
    return Session(pending=Opening(("anything",), origin))


def test_a_refused_path_becomes_a_notice_and_opens_nothing(tmp_path, monkeypatch):
    (tmp_path / "offered").mkdir()
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, str(tmp_path / "offered"))
    session = Session()
    loading.ask_for_server_path(session, tmp_path / "secret")
    assert session.pending is None
    assert [notice.code for notice in session.notices] == ["not_in_an_offered_folder"]


def test_each_way_of_asking_says_where_the_series_come_from(tmp_path, monkeypatch):
    monkeypatch.setenv(server_folders.FOLDERS_VARIABLE, str(tmp_path))
    (tmp_path / "1.dcm").write_bytes(b"x")
    session = Session()
    loading.ask_for_sample(session, "normal")
    assert session.pending.origin == Sample("normal")
    loading.ask_for_server_path(session, tmp_path)
    assert session.pending == Opening((tmp_path / "1.dcm",), ServerPath(tmp_path))


def test_what_was_asked_for_is_listed_read_and_announced(monkeypatch, announced):
    series = tiny_series()
    monkeypatch.setattr(
        "core.dicom.discover", lambda _sources, progress, limits: discovery_of(series)
    )
    monkeypatch.setattr("core.dicom.read_series", lambda _candidate, progress: series)
    session = asking(Upload())
    assert loading.open_pending(session, NoProgress())
    assert session.opened.series is series
    assert announced == [SeriesOpened(session, series)]
    assert session.pending is None
    assert not loading.open_pending(session, NoProgress())
    assert not loading.read_selected(session, NoProgress())


def test_what_is_open_already_is_shown_again_and_not_read(monkeypatch, announced):
    series = tiny_series()
    monkeypatch.setattr(
        "core.dicom.discover", lambda _sources, progress, limits: discovery_of(series)
    )
    monkeypatch.setattr("core.dicom.read_series", lambda _candidate, progress: series)
    session = asking(ServerPath(Path("/data/a")))
    loading.open_pending(session, NoProgress())
    session.selected = None
    session.pending = Opening(("anything",), ServerPath(Path("/data/a")))
    loading.open_pending(session, NoProgress())
    assert session.opened is not None
    assert len(session.shelf) == len(announced) == 1


def test_a_series_that_cannot_be_read_says_why_on_the_shelf(monkeypatch, announced):
    def refuse(_candidate, progress):
        raise InputError(Sentence("1.dcm is damaged.", "damaged"))

    monkeypatch.setattr("core.dicom.read_series", refuse)
    session = Session()
    session.list_found(discovery_of(tiny_series()), Upload())
    assert loading.read_selected(session, NoProgress())
    (entry,) = session.shelf
    assert isinstance(entry, ListedSeries)
    assert (entry.can_open, entry.failure.code) == (False, "damaged")
    assert announced == []
    assert not loading.read_selected(session, NoProgress())


class GivesWay(BaseException):
    """As Streamlit ends a run of a page for another one."""


def test_a_fault_while_files_are_opened_is_said_once_and_not_met_again(
    monkeypatch, announced, caplog
):
    """Else each later run of a page would end in the same fault, until the page is reloaded."""

    def discover(_sources, progress, limits):
        raise ValueError("it quotes the header of PLANTED^PATIENT")

    monkeypatch.setattr("core.dicom.discover", discover)
    session = asking(Upload())
    assert loading.open_pending(session, NoProgress())
    assert [notice.code for notice in session.notices] == ["stopped_unexpectedly"]
    assert session.pending is None
    assert not loading.open_pending(session, NoProgress())
    assert announced == []
    assert caplog.text.splitlines()[-1] == "ValueError"
    assert "in discover" in caplog.text
    assert "PLANTED" not in caplog.text


def test_a_run_that_gives_way_is_repeated_by_the_next(monkeypatch):
    def discover(_sources, progress, limits):
        raise GivesWay

    monkeypatch.setattr("core.dicom.discover", discover)
    session = asking(Upload())
    asked = session.pending
    with pytest.raises(GivesWay):
        loading.open_pending(session, NoProgress())
    assert session.pending is asked
    assert list(session.notices) == []


def test_a_fault_while_a_series_is_read_is_said_on_the_shelf(monkeypatch, announced, caplog):
    def read_series(_candidate, progress):
        raise ValueError("it quotes the header of PLANTED^PATIENT")

    monkeypatch.setattr("core.dicom.read_series", read_series)
    session = Session()
    session.list_found(discovery_of(tiny_series()), Upload())
    assert loading.read_selected(session, NoProgress())
    (entry,) = session.shelf
    assert (entry.can_open, entry.failure.code) == (False, "stopped_unexpectedly")
    assert not loading.read_selected(session, NoProgress())
    assert announced == []
    assert "in read_series" in caplog.text
    assert "PLANTED" not in caplog.text


def slices() -> dict[str, bytes]:
    return {f"IM{z}.dcm": to_bytes(ct_slice(z, pixels=1024 + z)) for z in range(3)}


def tar_of_slices() -> list[MemoryFile]:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, data in slices().items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return [MemoryFile("scan.tar.gz", file.getvalue())]


def packed_slices() -> list[MemoryFile]:
    return [MemoryFile(f"{name}.gz", gzip.compress(data)) for name, data in slices().items()]


def volume_of_itk(folder: Path, suffix: str) -> list[MemoryFile]:
    values = np.arange(-1000, -1000 + 3 * 20, dtype=np.int16).reshape(3, 4, 5)
    sitk.WriteImage(sitk.GetImageFromArray(values), str(folder / f"ct.{suffix}"))
    return [MemoryFile(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]


@pytest.mark.parametrize("given", ["tar.gz", "dcm.gz", "nrrd", "nhdr", "mha", "mhd"])
def test_what_is_dropped_on_the_page_opens_in_any_format(tmp_path, given):
    made = {"tar.gz": tar_of_slices, "dcm.gz": packed_slices}
    files = made[given]() if given in made else volume_of_itk(tmp_path, given)
    session = Session()
    session.inbox.put(tuple(files))
    assert loading.open_pending(session, NoProgress())
    assert list(session.notices) == []
    assert session.opened.series.n_slices == 3


def test_what_is_dropped_and_not_opened_is_named():
    session = Session()
    session.inbox.put((MemoryFile("scan.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50)),))
    loading.open_pending(session, NoProgress())
    assert [notice.code for notice in session.notices] == ["not_unpacked_here"]


# -- memory -------------------------------------------------------------------------------------


@pytest.fixture
def memory(monkeypatch) -> ServerMemory:
    """A server without room for anything, on which the system doesn't say what is resident."""
    small = ServerMemory(PROGRAM_BYTES, lambda: None, lambda: None)
    monkeypatch.setattr(loading, "MEMORY", small)
    monkeypatch.setattr(volume_room, "MEMORY", small)
    return small


def test_a_series_without_room_stays_and_is_read_when_the_person_asks_again(
    monkeypatch, announced, memory
):
    series = tiny_series()
    monkeypatch.setattr("core.dicom.read_series", lambda _candidate, progress: series)
    session = Session()
    (entry,) = session.list_found(discovery_of(series), Upload())
    assert loading.read_selected(session, NoProgress())
    assert entry.put_off.code == "larger_than_memory"
    assert (entry.can_open, session.opened) == (True, None)
    # The page is drawn again, and nothing waits again by itself.
    assert not loading.read_selected(session, NoProgress())
    memory.limit += series.volume.nbytes
    session.select(entry.key)
    assert loading.read_selected(session, NoProgress())
    assert session.opened.series is series
    assert memory.held("series") == series.volume.nbytes


def test_a_packed_volume_is_not_unpacked_without_room(memory):
    memory.limit = PROGRAM_BYTES + 100_000_000
    codes = []
    # 32 and 33.6 MB; unpacking takes three times that.
    for slices in (61, 64):
        session = Session()
        session.inbox.put((packed_header((512, 512, slices)),))
        loading.open_pending(session, NoProgress())
        codes += [notice.code for notice in session.notices]
    assert codes == ["damaged_nifti", "larger_than_memory"]
    assert memory.held() == 0


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2"])
def test_a_packed_tar_is_not_unpacked_without_room(memory, mode):
    """Its files are all in memory at once: 24 MB can be 2 GB of them."""
    memory.limit = PROGRAM_BYTES + 3_000_000
    codes = []
    for megabytes in (2, 4):
        session = Session()
        session.inbox.put((MemoryFile("a.tar", tar_of_zeros(megabytes, mode)),))
        loading.open_pending(session, NoProgress())
        codes += [notice.code for notice in session.notices]
        gc.collect()
        assert memory.held() == 0
    assert codes == ["not_dicom", "memory_is_full"]


def test_the_files_of_a_packed_tar_are_held_until_its_series_is_read(monkeypatch):
    memory = ServerMemory()
    monkeypatch.setattr(volume_room, "MEMORY", memory)
    (tar,) = tar_of_slices()
    session = Session()
    session.inbox.put((tar,))
    nbytes = sum(map(len, slices().values()))
    with monkeypatch.context() as patch:
        patch.setattr(loading, "read_selected", lambda *_: False)
        loading.open_pending(session, NoProgress())
    gc.collect()
    assert memory.held("files") == nbytes
    loading.read_selected(session, NoProgress())
    gc.collect()
    assert session.opened is not None
    assert memory.held("files") == 0


def test_the_files_of_an_upload_are_held_until_its_series_are_read_or_closed(monkeypatch):
    memory = ServerMemory()
    session = Session()
    files = tuple(MemoryFile(name, data) for name, data in slices().items())
    nbytes = sum(len(file.data) for file in files)
    session.inbox.put(files, hold=memory.take("arriving", nbytes, spare=nbytes))
    del files
    monkeypatch.setattr(loading, "read_selected", lambda *_: False)
    assert loading.open_pending(session, NoProgress())
    gc.collect()
    (entry,) = session.shelf
    assert memory.held("files") == nbytes
    session.close(entry.key)
    del entry
    gc.collect()
    assert memory.held() == 0


def test_an_upload_without_a_series_is_held_no_longer():
    memory = ServerMemory()
    session = Session()
    session.inbox.put((MemoryFile("a.txt", b"no CT"),), hold=memory.take("arriving", 5))
    assert loading.open_pending(session, NoProgress())
    gc.collect()
    assert memory.held() == 0
