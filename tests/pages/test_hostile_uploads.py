"""Hostile uploads end in one sentence, and what was open stays open."""

from __future__ import annotations

import pytest

from core.dicom import MemoryFile
from dashboard.components.plain_text import plain
from dashboard.state.listed_series import ListedSeries
from tests.dashboard.tiny_case import session_with
from tests.pages.conftest import components_of
from tools.fuzz import seeds
from tools.fuzz.generators import archives, fragments


def unreadable_slice() -> bytes:
    """A slice whose header is whole and whose codestream is not."""
    before, _ = fragments.split(seeds.compressed("jpeg 2000"))
    return fragments.build(before, [b"", b"\xff\x4f\xff\x51" + bytes(500)])


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        (
            "bomb.zip",
            archives.overlapping(50),
            "bomb.zip can't be opened: its files overlap, which no zip program does; "
            "zip the folder again.",
        ),
        (
            "../../etc\n/IM<b>1.dcm",
            seeds.native("explicit")[:400],
            "No CT or MR series in IM<b>1.dcm: truncated: the file ends within its header.",
        ),
        (
            "scan.nii.gz",
            seeds.nifti("nii.gz")[:200],
            "No CT or MR series in scan.nii.gz: damaged or truncated NIfTI file.",
        ),
    ],
    ids=["zip bomb", "cut slice of an odd name", "cut NIfTI"],
)
def test_one_sentence_and_the_rest_stays(open_app, name, data, sentence):
    session = session_with()
    shown = session.opened
    session.inbox.put((MemoryFile(name, data),))
    app = open_app(session=session)
    assert [one.value for one in app.error] == [plain(sentence)]
    assert session.opened is shown
    assert components_of(app)
    assert session.pending is None


def test_a_series_whose_pixels_do_not_decode_says_so(open_app):
    session = session_with()
    session.inbox.put((MemoryFile("IM1", unreadable_slice()),))
    app = open_app(session=session)
    assert not app.exception
    failed = [entry.failure for entry in session.shelf if isinstance(entry, ListedSeries)]
    assert failed == [
        "None of the 1 slices can be read: damaged: its pixels can't be decoded (IM1)."
    ]
