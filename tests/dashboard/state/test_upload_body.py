"""One body of many files: taken apart in pieces of any size, and refused before it takes memory."""

from __future__ import annotations

import json

import pytest

from core.errors import InputError
from dashboard.state.upload_body import Receiver, UploadLimits, clean_path
from tests.coded import raises

LIMITS = UploadLimits(bytes=1000, files=3, list_bytes=200)
FILES = [("a/IM1", b"first"), ("a/empty", b""), ("b/IM2", b"second one")]


def body(files, listed=None) -> bytes:
    """The body of those files; `listed` in place of the true list."""
    text = json.dumps(listed or [[path, len(data)] for path, data in files]).encode()
    return len(text).to_bytes(4, "big") + text + b"".join(data for _, data in files)


def received(whole: bytes, step: int, limits: UploadLimits = LIMITS):
    receiver = Receiver(len(whole), limits)
    for start in range(0, len(whole), step):
        receiver.feed(whole[start : start + step])
    return [(file.name, file.data) for file in receiver.finish()]


@pytest.mark.parametrize("step", [1, 2, 3, 7, 64, 10_000])
def test_it_comes_apart_in_pieces_of_any_size(step):
    assert received(body(FILES), step) == FILES


def test_a_file_is_told_as_soon_as_it_is_whole():
    whole = body(FILES)
    receiver = Receiver(len(whole), LIMITS)
    assert receiver.feed(whole[:-10]) == receiver.files
    # An empty file needs no byte to be whole.
    assert [file.name for file in receiver.files] == ["a/IM1", "a/empty"]
    assert [file.name for file in receiver.feed(whole[-10:])] == ["b/IM2"]


def test_files_that_are_all_empty_arrive():
    assert received(body([("a", b""), ("b", b"")]), 5) == [("a", b""), ("b", b"")]


@pytest.mark.parametrize(
    ("files", "listed", "code"),
    [
        ([("a", bytes(1001))], None, "upload_too_large"),
        ([("a", b"x")] * 4, None, "too_many_files_in_upload"),
        # Counted before it is taken apart.
        ([("a", b"x")], [[]] * 40, "too_many_files_in_upload"),
        ([("a", b"x")], [0] * 61, "too_many_files_in_upload"),
        ([("a" + "[,]" * 9, b"x" * 1001)], None, "upload_too_large"),
        ([("a", b"xx")], [["a", 1]], "upload_damaged"),
        ([("a", b"xx")], [["a", 3]], "upload_damaged"),
        ([("a", b"xx")], [["a", -2], ["b", 4]], "upload_damaged"),
        ([("a", b"x")], [["a", True]], "upload_damaged"),
        ([("a", b"x")], [["a", 1.0]], "upload_damaged"),
        ([("a", b"x")], [[1, 1]], "upload_damaged"),
        ([("a", b"x")], {"a": 1}, "upload_damaged"),
        ([("a", b"x")], "no list", "upload_damaged"),
        ([("a" * 300, b"x")], None, "upload_damaged"),  # the list itself is too long
    ],
)
def test_what_is_no_such_body_is_refused(files, listed, code):
    with raises(InputError, code):
        received(body(files, listed), 50)


@pytest.mark.parametrize(
    "whole", [b"", b"\0\0", b"\0\0\0\2[]", b"\0\0\0\5[[[[[", b"\0\0\0\2\xff\xfe"]
)
def test_a_list_that_is_none_is_refused(whole):
    with raises(InputError, "upload_damaged"):
        received(whole, 3)


def test_a_body_that_ends_early_is_refused():
    whole = body(FILES)
    receiver = Receiver(len(whole), LIMITS)
    receiver.feed(whole[:-1])
    with raises(InputError, "upload_damaged"):
        receiver.finish()


def test_a_length_over_the_limit_is_refused_before_any_byte():
    with raises(InputError, "upload_too_large"):
        Receiver(LIMITS.body_bytes + 1, LIMITS)


@pytest.mark.parametrize(
    ("path", "clean"),
    [
        ("/patient/series 1/IM1", "patient/series 1/IM1"),
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\scans\\..\\IM1", "C:/scans/IM1"),
        ("a//./b\0c", "a/bc"),
        ("..", ""),
        ("x" * 2000 + "/IM1", "x" * 996 + "/IM1"),
    ],
)
def test_a_path_leads_nowhere(path, clean):
    assert clean_path(path) == clean
