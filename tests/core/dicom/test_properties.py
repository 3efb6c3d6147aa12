"""Whatever the bytes, the numbers and the names: what the parts of the reader never do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.dicom import MemoryFile, load_series
from core.dicom.codestream import stated_size
from core.dicom.frames import FARTHEST_MM, LENGTHS_MM, length_mm, plane_of, rescale_of
from core.dicom.items import MAX_NAME, display_name
from core.dicom.set_aside import SetAside
from core.errors import LiverLensError
from tools.fuzz import seeds
from tools.fuzz.generators import headers

#: Time is no matter here: machines differ. The same examples each time.
relaxed = settings(deadline=None, max_examples=60, derandomize=True)

any_number = st.floats(allow_nan=True, allow_infinity=True)
#: What a file's header may begin with, so that more than the first check is reached.
starts = st.sampled_from(
    [b"", b"PK\x03\x04", b"\x08\0\x05\0", *(seeds.native("explicit")[:n] for n in (132, 400))]
)


@relaxed
@given(starts, st.binary(max_size=300))
def test_any_bytes_are_a_series_or_a_sentence(start, rest):
    try:
        load_series([MemoryFile("slice", start + rest)], workers=1)
    except LiverLensError as error:
        assert str(error).isprintable()
        assert "slice" in str(error)


@relaxed
@given(st.sampled_from(list(headers.TEXT_NUMBERS)), st.text(max_size=40))
@example("NumberOfFrames", "1e309")
@example("PixelSpacing", "nan\\nan")
def test_any_text_where_a_number_belongs(keyword, text):
    meta, elements = headers.slice_parts()
    changed = headers.put(elements, headers.text_element(keyword, b"UT", text))
    try:
        series = load_series([MemoryFile("slice", headers.joined(meta, changed))], workers=1)
    except LiverLensError as error:
        assert str(error).isprintable()
    else:
        assert np.isfinite(series.volume).all()
        assert np.isfinite(series.affine_ras).all()
        assert min(series.spacing_mm) > 0


@relaxed
@given(st.lists(any_number, max_size=4), st.lists(any_number, max_size=7), st.lists(any_number))
@example([0, 0, 0], [math.nan] * 6, [1, 1])
@example([0, 0, 0], [1e200, 0, 0, 0, 1, 0], [1, 1])
def test_a_plane_makes_sense_or_is_none(position, orientation, spacing):
    try:
        plane = plane_of(tuple(position), tuple(orientation), tuple(spacing))
    except SetAside:
        return
    assert max(map(abs, plane.origin)) <= FARTHEST_MM
    assert all(LENGTHS_MM[0] <= size <= LENGTHS_MM[1] for size in plane.pixel_spacing)
    assert np.linalg.norm(plane.row_direction) == pytest.approx(1)
    assert np.linalg.norm(plane.column_direction) == pytest.approx(1)


@relaxed
@given(st.none() | any_number, st.none() | any_number)
def test_hu_fit_float32_whatever_the_slope(slope, intercept):
    try:
        rescale = rescale_of(slope, intercept)
    except SetAside:
        return
    ends = np.float32([rescale.slope * 2.0**32 + rescale.intercept, rescale.slope])
    assert np.isfinite(ends).all()
    assert rescale.slope != 0


@relaxed
@given(st.none() | any_number)
def test_a_length_is_one_or_none(value):
    assert length_mm(value) in (None, value)
    assert length_mm(value) is None or 1e-4 <= value <= 1e3


@relaxed
@given(st.binary(max_size=200), st.sampled_from([b"", b"\xff\xd8", b"\xff\x4f\xff\x51"]))
def test_the_size_in_a_codestream_is_three_numbers_or_nothing(data, start):
    found = stated_size(start + data)
    assert found is None or (len(found) == 3 and all(isinstance(size, int) for size in found))


@relaxed
@given(st.text(max_size=300))
def test_a_name_for_people_is_one_short_printable_word(name):
    shown = display_name(name)
    assert shown.isprintable()
    assert len(shown) == min(len(name), MAX_NAME)
