"""Pictures by class: what a grey level and a place become, and what is refused."""

import re

import numpy as np
import pytest
from PIL import Image

from core.errors import TrainingDataError, UsageError
from core.training.data import load_slices
from core.training.prepare import PrepareSettings, prepare
from core.training.prepare.image_folder import to_hu
from tests.core.training.prepare.tiny_patient import read


def picture(mark: int = 200) -> np.ndarray:
    """256² grey: a body of 100 rows 60..195, columns 28..227 on black, a spot at the top right."""
    grey = np.zeros((256, 256), np.uint8)
    grey[60:196, 28:228], grey[70:74, 200:206] = 100, mark
    return grey


def save(grey: np.ndarray, path, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(grey).save(path, **options)


@pytest.fixture
def folder(tmp_path):
    """Two pictures a class, of three people."""
    names = {"Normal": ("p1_1", "p1_2"), "benign": ("p2_1", "p2_2"), "Malignant": ("p3_1", "p3_2")}
    for which, (name, stems) in enumerate(names.items()):
        for k, stem in enumerate(stems):
            save(picture(200 + 2 * which + k), tmp_path / "in" / name / f"{stem}.png")
    return tmp_path / "in"


BY_PERSON = PrepareSettings(
    subject_pattern=re.compile(r"(p\d)_"), window=(255.0, 127.5), picture_pixel_mm=1.5
)


def test_only_the_class_is_told(folder, tmp_path):
    summary = prepare(folder, tmp_path / "out.npz", BY_PERSON)
    slices = load_slices(tmp_path / "out.npz")
    assert slices.slice_class.tolist() == [0, 0, 1, 1, 2, 2]
    assert slices.class_only.all()
    assert slices.subject.tolist() == [1, 1, 2, 2, 3, 3]
    assert summary.class_only == 6
    assert (summary.classes["normal"], summary.without_liver) == (2, 0)


def test_grey_levels_and_places(folder, tmp_path):
    # A window of 0 to 255 HU makes a grey level a HU; 1.5 mm pixels are the grid's own.
    prepare(folder, tmp_path / "out.npz", BY_PERSON)
    arrays = read(tmp_path / "out.npz")
    assert np.array_equal(arrays["image"][0], picture(200))
    assert np.array_equal(arrays["image"][5], picture(205))


def test_a_window_is_a_line_and_black_is_air():
    grey = np.array([0, 4, 5, 51, 255], np.uint8)
    # 400 wide around 40: -160 to 240 HU, 1.5686 HU a grey level.
    expected = [-1024, -1024, -160 + 5 * 400 / 255, -80, 240]
    assert to_hu(grey, (400, 40)).tolist() == pytest.approx(expected, abs=1e-4)


def test_what_is_taken_for_granted_is_said(folder, tmp_path):
    said = "\n".join(prepare(folder, tmp_path / "out.npz").lines())
    assert "all scans: no --window was given: grey is taken as -160 to 240 HU." in said
    assert "the window ends at -160 and 240 HU" in said
    assert "no --pixel-mm was given: the longer side is taken as 384 mm" in said
    assert "each picture counts as a person of its own" in said
    assert len(set(read(tmp_path / "out.npz")["subject"].tolist())) == 6
    told = "\n".join(prepare(folder, tmp_path / "two.npz", BY_PERSON).lines())
    assert "--window" not in told
    assert "--pixel-mm" not in told
    assert "person" not in told


def test_synonyms_splits_and_jpeg_colours(tmp_path):
    for k, name in enumerate(("train/HCC", "test/Healthy", "val/Cysts")):
        grey = picture(200 + 10 * k)
        save(np.stack([grey] * 3, axis=-1), tmp_path / "in" / name / f"{k}.jpeg", quality=90)
    prepare(tmp_path / "in", tmp_path / "out.npz")
    assert read(tmp_path / "out.npz")["slice_class"].tolist() == ["normal", "malignant", "benign"]


def test_copies_do_not_become_people(folder, tmp_path):
    (folder / "benign" / "copy.png").write_bytes((folder / "benign" / "p2_1.png").read_bytes())
    summary = prepare(folder, tmp_path / "out.npz")
    assert summary.slices == 6
    assert "1 identical copies of pictures were left out" in "\n".join(summary.lines())


class TestBadInput:
    def refusal(self, folder, settings=BY_PERSON, kind=TrainingDataError) -> str:
        with pytest.raises(kind) as error:
            prepare(folder, folder.parent / "out.npz", settings)
        return str(error.value)

    def test_one_picture_in_two_classes(self, folder):
        data = (folder / "Normal" / "p1_1.png").read_bytes()
        (folder / "benign" / "p1_1.png").write_bytes(data)
        assert self.refusal(folder) == (
            "benign/p1_1.png: is the same picture as Normal/p1_1.png: keep it in one class."
        )

    def test_a_folder_that_is_no_class(self, folder):
        save(picture(9), folder / "other" / "p4_1.png")
        assert "p4_1.png: lies in the folder 'other', which is no class" in self.refusal(folder)

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (np.full((256, 256), 1000, np.uint16), "has more than 8 bits per pixel"),
            (np.full((256, 40), 100, np.uint8), "has only 40 x 256 pixels"),
            (np.dstack([np.full((99, 99), v, np.uint8) for v in (200, 50, 0)]), "is in colour"),
        ],
    )
    def test_pictures_that_are_no_windowed_slices(self, folder, content, sentence):
        save(content, folder / "benign" / "p2_9.png")
        assert f"p2_9.png: {sentence}" in self.refusal(folder)

    def test_a_damaged_picture_may_be_skipped(self, folder, tmp_path):
        path = folder / "benign" / "p9_1.png"
        path.write_bytes((folder / "benign" / "p2_1.png").read_bytes()[:200])
        assert "p9_1.png: can't be read as a picture: leave it out." in self.refusal(folder)
        summary = prepare(folder, tmp_path / "out.npz", BY_PERSON, skip_bad=True)
        assert (summary.slices, len(summary.left_out)) == (6, 1)

    def test_a_name_that_the_pattern_does_not_know(self, folder):
        settings = PrepareSettings(subject_pattern=re.compile("case(.)"))
        said = self.refusal(folder, settings, UsageError)
        assert "p3_1.png: --subject-pattern 'case(.)' doesn't match it" in said
