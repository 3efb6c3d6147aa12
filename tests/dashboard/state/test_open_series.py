import numpy as np

from core.dicom import Exclusion
from dashboard.state.open_series import Shelf, content_digest
from tests.core.known_network import hu_series
from tests.dashboard.tiny_case import discovery_of, tiny_series

UPLOAD, DISK = "", "server /data/a"


def small(value: int, **tags):
    """A series of 4 x 8 x 8 int16 voxels: 512 bytes."""
    return hu_series(np.full((4, 8, 8), value), **tags)


def opened(shelf: Shelf, series, origin: str):
    (entry,) = shelf.add(discovery_of(series), origin)
    return shelf.fill(entry.key, series)


def test_what_was_found_is_listed_unread():
    shelf = Shelf()
    shelf.add(discovery_of(tiny_series(), exclusions=(Exclusion("SCOUT", "localizer"),)), DISK)
    (entry,) = shelf
    assert (entry.n_slices, entry.shape, entry.series) == (6, (64, 64), None)
    assert entry.can_open
    assert [e.reason for e in shelf.exclusions] == ["localizer"]


def test_the_same_exclusion_is_listed_once():
    shelf = Shelf()
    for _ in range(2):
        shelf.add(discovery_of(small(1), exclusions=(Exclusion("SCOUT", "localizer"),)), DISK)
    assert len(shelf.exclusions) == 1


def test_an_upload_keeps_its_pixels_and_lets_its_files_go():
    entry = opened(Shelf(), small(1), UPLOAD)
    assert entry.series is not None
    assert entry.candidate is None


def test_the_same_pixels_opened_twice_are_one_entry():
    shelf = Shelf()
    first = opened(shelf, small(1, series_description="A"), UPLOAD)
    again = opened(shelf, small(1, series_description="B"), UPLOAD)
    assert again is first
    assert len(shelf) == 1


def test_over_the_bound_the_one_viewed_longest_ago_goes_first():
    shelf = Shelf(max_bytes=2 * 512)
    a, b = opened(shelf, small(1), DISK), opened(shelf, small(2), DISK)
    shelf.touch(a.key)
    c = opened(shelf, small(3), DISK)
    assert shelf.evict() == [b]
    assert [e.series is None for e in (a, b, c)] == [False, True, False]
    assert b.can_open  # from a path: read again when selected


def test_an_evicted_upload_says_that_it_must_be_opened_again():
    shelf = Shelf(max_bytes=512)
    upload = opened(shelf, small(1), UPLOAD)
    opened(shelf, small(2), DISK)
    assert shelf.evict() == [upload]
    assert not upload.can_open
    assert upload.failure == "Let go to free memory: open its files again."


def test_a_single_series_over_the_bound_stays():
    shelf = Shelf(max_bytes=1)
    entry = opened(shelf, small(1), DISK)
    assert shelf.evict() == []
    assert entry.series is not None


def test_the_digest_tells_pixels_and_places_apart_but_not_names():
    one = small(1)
    assert content_digest(one) == content_digest(small(1, patient_name="X"))
    assert content_digest(one) != content_digest(small(2))
    assert content_digest(one) != content_digest(hu_series(one.volume, (2.5, 1.5, 1.5)))
