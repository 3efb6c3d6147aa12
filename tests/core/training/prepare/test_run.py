"""The main path: files are whole, numbers are pseudonyms, and training can go on from there."""

import errno
import re

import numpy as np
import pytest

from core.errors import TrainingDataError, UsageError
from core.training.data import load_slices
from core.training.prepare import PrepareSettings, SliceChoice, prepare
from core.training.prepare.write_file import SliceFile
from core.training.split import members, split_by_subject
from tests.coded import raises
from tests.core.training.prepare.tiny_patient import read, save_lits

FEW = PrepareSettings(choice=SliceChoice(every=2, liver_free=1))


@pytest.fixture
def folder(tmp_path):
    for number in range(3):
        save_lits(tmp_path / "in", number, lesions=number != 1)
    return tmp_path / "in"


def test_memory_holds_one_scan_and_the_temporary_files_go(folder, tmp_path, monkeypatch):
    sizes = []
    append = SliceFile.append

    def watched(self, slices, **numbers):
        append(self, slices, **numbers)
        (spool,) = (tmp_path / "out").glob(".liverlens-*")
        sizes.append(sorted(path.name for path in spool.iterdir()))

    monkeypatch.setattr(SliceFile, "append", watched)
    prepare(folder, tmp_path / "out" / "liver.npz", FEW)
    assert sizes == [["image.bin", "label.bin"]] * 3
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["liver.npz"]


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyError()])
def test_a_failure_leaves_nothing_behind(folder, tmp_path, monkeypatch, failure):
    out = tmp_path / "out" / "liver.npz"

    def fail(self, path):
        path.write_bytes(b"half")
        raise failure

    monkeypatch.setattr(SliceFile, "write", fail)
    expected = UsageError if isinstance(failure, OSError) else KeyError
    with pytest.raises(expected) as error:
        prepare(folder, out, FEW)
    if expected is UsageError:
        assert "out: can't write there (No space left on device)" in str(error.value)
    assert list(out.parent.iterdir()) == []


def test_an_existing_file_is_kept_unless_told(folder, tmp_path):
    out = tmp_path / "liver.npz"
    out.write_text("mine")
    with raises(UsageError, "output_exists", "liver.npz", "--overwrite"):
        prepare(folder, out, FEW)
    assert out.read_text() == "mine"
    prepare(folder, out, FEW, overwrite=True)
    assert len(load_slices(out))


@pytest.mark.parametrize("name", ["liver.zip", "liver"])
def test_the_file_must_be_called_npz(folder, tmp_path, name):
    with raises(UsageError, "wrong_suffix", ".npz"):
        prepare(folder, tmp_path / name, FEW)
    (tmp_path / "d.npz").mkdir()
    with raises(UsageError, "output_is_a_folder", "d.npz"):
        prepare(folder, tmp_path / "d.npz", FEW)


def test_limit_progress_and_the_same_choice_whatever_else_is_there(folder, tmp_path):
    steps = []
    settings = PrepareSettings(choice=FEW.choice, limit=2, seed=4)
    prepare(folder, tmp_path / "a.npz", settings, progress=lambda *step: steps.append(step))
    assert steps == [(0, 2), (1, 2), (2, 2)]
    (folder / "volume-0.nii.gz").unlink()
    (folder / "segmentation-0.nii.gz").unlink()
    prepare(folder, tmp_path / "b.npz", settings)
    a, b = read(tmp_path / "a.npz"), read(tmp_path / "b.npz")
    assert sorted(set(a["patient"].tolist())) == [0, 1]
    assert sorted(set(b["patient"].tolist())) == [1, 2]
    assert a["slice"][a["patient"] == 1].tolist() == b["slice"][b["patient"] == 1].tolist()


def test_scans_of_one_person_share_a_subject(folder, tmp_path):
    settings = PrepareSettings(choice=FEW.choice, subjects={"volume-0": "x", "volume-2": "x"})
    summary = prepare(folder, tmp_path / "a.npz", settings)
    arrays = read(tmp_path / "a.npz")
    people = dict(zip(arrays["patient"].tolist(), arrays["subject"].tolist(), strict=True))
    assert people == {0: 0, 1: 1, 2: 0}
    assert (len(summary.subjects), summary.scans) == (2, 3)
    pattern = PrepareSettings(choice=FEW.choice, subject_pattern=re.compile("volume"))
    prepare(folder, tmp_path / "b.npz", pattern)
    assert set(read(tmp_path / "b.npz")["subject"].tolist()) == {0}
    wrong = PrepareSettings(subjects={"volume-7": "x"})
    with raises(TrainingDataError, "table_names_no_scan", "volume-7"):
        prepare(folder, tmp_path / "c.npz", wrong)


def test_the_arrays_are_those_of_the_contract(folder, tmp_path):
    prepare(folder, tmp_path / "a.npz", FEW)
    arrays = read(tmp_path / "a.npz")
    n = len(arrays["image"])
    assert {name: (str(a.dtype), a.shape) for name, a in arrays.items()} == {
        "image": ("uint8", (n, 256, 256)),
        "label": ("uint8", (n, 256, 256)),
        "subject": ("int32", (n,)),
        "patient": ("int32", (n,)),
        "slice": ("int16", (n,)),
        "quality": ("<U2", (n,)),
        "slice_class": ("<U9", (n,)),
        "source": ("<U4", (n,)),
        "thickness": ("float32", (n,)),
    }


def test_what_was_written_can_be_split(folder, tmp_path):
    prepare(folder, tmp_path / "a.npz", FEW)
    slices = load_slices(tmp_path / "a.npz")
    split = split_by_subject(slices)
    assert sorted(subject for part in split.values() for subject in part) == [0, 1, 2]
    assert sum(len(members(slices, part)) for part in split.values()) == len(slices)
    assert np.isin(slices.label, (0, 1, 3)).all()


def test_a_thin_data_set_is_told(folder, tmp_path):
    said = prepare(folder, tmp_path / "a.npz", FEW).lines()
    assert said[0].startswith("lits: 3 subjects, 3 scans, ")
    assert "Caution: 3 subjects: figures measured on so few mean little." in said
    assert any(line.startswith("Caution: no slice is benign: a model learns") for line in said)
