"""Sentences name the file and say what to do, and keep their codes wherever they travel."""

from __future__ import annotations

import pickle

import pytest

from core.dicom import MemoryFile, discover, load_series, sentences
from core.dicom.sentences.words import gigabytes
from core.errors import NoSeriesError
from core.sentence import Sentence
from tests.core import every_sentence
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

ALL = every_sentence.functions_in(
    sentences.files,
    sentences.headers,
    sentences.masks,
    sentences.nifti,
    sentences.pixels,
    sentences.series,
)


@pytest.mark.parametrize("function", ALL, ids=lambda function: function.__name__)
def test_every_sentence_keeps_its_facts(function):
    every_sentence.check(function)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 MB"),
        (120_000_000, "120 MB"),
        (999_400_000, "999 MB"),
        (999_600_000, "1.0 GB"),
        (1_080_000_000, "1.1 GB"),
        (16 * 10**9, "16.0 GB"),
    ],
)
def test_small_sizes_are_given_in_mb(size, words):
    assert gigabytes(size) == words


def test_codes_are_unique():
    assert len({function.__name__ for function in ALL}) == len(ALL)


@pytest.mark.parametrize(
    "made",
    [
        sentences.files.path_does_not_exist("scan"),
        sentences.files.path_not_usable("scan"),
        sentences.files.too_many_files("scan", 3),
        sentences.masks.other_patient("scan"),
        sentences.masks.other_frame_of_reference("scan"),
        sentences.masks.other_shape("scan", (3, 4, 5), "ct", (3, 4, 6)),
        sentences.masks.elsewhere("scan", "ct", 3.0),
        sentences.masks.outside_the_ct("scan", 0.5),
        sentences.masks.impossible_mask_position("scan"),
        sentences.masks.ct_position_unreadable("scan"),
        sentences.masks.not_whole_numbers("scan"),
        sentences.masks.unknown_labels("scan", ["7"]),
        sentences.masks.no_liver("scan", 1, True),
        sentences.masks.not_a_mask("scan"),
        sentences.masks.damaged_segmentation("scan"),
        sentences.masks.segmentation_too_large("scan", 3, 4, 5),
        sentences.masks.no_liver_segment("scan", ["Spleen"]),
        sentences.masks.frames_not_placed("scan"),
        sentences.masks.frames_uneven("scan"),
        sentences.masks.too_many_planes("scan", 3),
    ],
    ids=lambda made: made.code,
)
def test_errors_name_the_file_and_say_what_to_do(made):
    assert "scan" in made
    assert every_sentence.says_what_to_do(made)


def test_counts_and_lists_read_well():
    series = sentences.series
    assert series.slices_missing(1, [2.0]).startswith("1 slice missing near 2.0 mm:")
    assert series.slices_missing(3, [2.0, 9.0]).startswith("3 slices missing near 2.0 and 9.0 mm:")
    assert "1.0, 2.0, 3.0 mm and 1 other place:" in series.slices_missing(4, [1.0, 2.0, 3.0, 4.0])
    assert "IM3 and 2 more" in series.slices_left_out("not DICOM", 3, 2.0, "IM3")
    assert "(IM3)" in series.slices_left_out("not DICOM", 1, 2.0, "IM3")
    assert "a, b, c and 2 more" in series.longest_opened(6, list("abcde"))
    assert series.label("", 4, 1) == "series 4 (1 slice)"


def files(*positions: float) -> list[MemoryFile]:
    return [MemoryFile(f"IM{z}", to_bytes(ct_slice(z))) for z in positions]


def test_codes_travel_between_processes():
    series = load_series(files(0.0, 1.0, 3.0, 4.0, 5.0))
    found = discover([*files(0.0, 1.0), MemoryFile("notes.txt", b"hello")])
    with pytest.raises(NoSeriesError) as caught:
        discover([MemoryFile("notes.txt", b"hello")])
    warnings, exclusions, error = pickle.loads(
        pickle.dumps((series.warnings, found.exclusions, caught.value))
    )
    assert [warning.code for warning in warnings] == ["slices_missing"]
    assert [exclusion.reason.code for exclusion in exclusions] == ["not_dicom"]
    assert isinstance(exclusions[0].sentence, Sentence)
    assert error.code == "not_dicom"


def test_warnings_without_names_keep_their_codes():
    one, other = ct_slice(0.0), ct_slice(0.0, SeriesInstanceUID="1.2.9")
    series = load_series([MemoryFile("a", to_bytes(one)), MemoryFile("b", to_bytes(other))])
    assert [warning.code for warning in series.warnings] == ["longest_opened", "only_one_slice"]
    assert [warning.code for warning in series.nameless_warnings] == [
        "longest_opened",
        "only_one_slice",
    ]
