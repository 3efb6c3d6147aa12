import numpy as np

from core.dicom import Exclusion
from core.series import content_digest
from dashboard.state.listed_series import ListedSeries
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import ServerPath, Upload
from dashboard.state.shelf import Shelf
from tests.core.known_network import hu_series
from tests.dashboard.tiny_case import discovery_of, tiny_series

DISK = ServerPath("/data/a")


def small(value: int, **tags):
    """A series of 4 x 8 x 8 int16 voxels: 512 bytes."""
    return hu_series(np.full((4, 8, 8), value), **tags)


def opened(shelf: Shelf, series, origin) -> OpenSeries:
    (entry,) = shelf.add(discovery_of(series), origin)
    return shelf.fill(entry, series)


def test_what_was_found_is_listed_unread():
    shelf = Shelf()
    shelf.add(discovery_of(tiny_series(), exclusions=(Exclusion("SCOUT", "localizer"),)), DISK)
    (entry,) = shelf
    assert isinstance(entry, ListedSeries)
    assert (entry.n_slices, entry.shape) == (6, (64, 64))
    assert entry.can_open
    assert shelf.open() == []
    assert [e.reason for e in shelf.exclusions] == ["localizer"]


def test_the_same_exclusion_is_listed_once():
    shelf = Shelf()
    for _ in range(2):
        shelf.add(discovery_of(small(1), exclusions=(Exclusion("SCOUT", "localizer"),)), DISK)
    assert len(shelf.exclusions) == 1


def test_an_open_series_takes_the_place_of_the_listed_one():
    shelf = Shelf()
    (listed,) = shelf.add(discovery_of(small(1)), DISK)
    listed.position.go_to(0)
    entry = shelf.fill(listed, small(1))
    assert list(shelf) == shelf.open() == [entry]
    assert (entry.key, entry.position.index) == (listed.key, 0)


def test_an_upload_keeps_its_pixels_and_its_files_are_dropped():
    entry = opened(Shelf(), small(1), Upload())
    assert entry.series is not None
    assert entry.place.candidate is None


def test_the_same_pixels_opened_twice_are_one_entry():
    shelf = Shelf()
    first = opened(shelf, small(1, series_description="A"), Upload())
    again = opened(shelf, small(1, series_description="B"), Upload())
    assert again is first
    assert len(shelf) == 1


def test_what_came_from_the_same_path_is_known_and_no_upload_is():
    shelf = Shelf()
    from_disk = opened(shelf, small(1), DISK)
    opened(shelf, small(2), Upload())
    assert shelf.opened_from(ServerPath("/data/a")) == [from_disk]
    assert shelf.opened_from(ServerPath("/data/b")) == []
    assert shelf.opened_from(Upload()) == []


def test_a_series_that_was_closed_is_viewed_no_more_and_later_ones_open():
    shelf = Shelf()
    first = opened(shelf, small(1), DISK)
    shelf.close(first.key)
    shelf.touch(first.key)
    assert shelf.last_viewed() is None
    second = opened(shelf, small(2), DISK)
    assert shelf.evict() == []
    assert shelf.last_viewed() is second


def test_over_the_bound_the_one_viewed_longest_ago_goes_first():
    shelf = Shelf(max_bytes=2 * 512)
    a, b = opened(shelf, small(1), DISK), opened(shelf, small(2), DISK)
    shelf.touch(a.key)
    c = opened(shelf, small(3), DISK)
    (evicted,) = shelf.evict()
    assert evicted.key == b.key
    assert shelf.open() == [a, c]
    assert evicted.can_open  # from a path: read again when selected


def test_an_evicted_upload_says_that_it_must_be_opened_again():
    shelf = Shelf(max_bytes=512)
    upload = opened(shelf, small(1), Upload())
    opened(shelf, small(2), DISK)
    (evicted,) = shelf.evict()
    assert evicted.key == upload.key
    assert not evicted.can_open
    assert evicted.failure.code == "open_its_files_again"


def test_a_single_series_over_the_bound_stays():
    shelf = Shelf(max_bytes=1)
    entry = opened(shelf, small(1), DISK)
    assert shelf.evict() == []
    assert shelf.open() == [entry]


def test_an_evicted_series_is_read_again_where_its_reader_was():
    shelf = Shelf(max_bytes=512)
    first = opened(shelf, small(1), DISK)
    first.position.go_to(3)
    opened(shelf, small(2), DISK)
    (evicted,) = shelf.evict()
    assert shelf.fill(evicted, small(1)).position.index == 3


def test_the_digest_tells_pixels_and_places_apart_but_not_names():
    one = small(1)
    assert content_digest(one) == content_digest(small(1, patient_name="X"))
    assert content_digest(one) != content_digest(small(2))
    assert content_digest(one) != content_digest(hu_series(one.volume, (2.5, 1.5, 1.5)))
