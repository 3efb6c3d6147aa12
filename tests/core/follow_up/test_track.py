from core.follow_up import sentences
from core.follow_up.track import FOLLOWED, GONE, NEW, follow
from tests.core.follow_up.made_scans import lesion, moved_by, scan

STILL = moved_by(0, 0, 0)


def test_each_lesion_is_followed_new_or_gone():
    one = scan("2025-01-01", lesion(1, 0), lesion(2, 100))
    other = scan("2025-07-01", lesion(1, 3, mm=24), lesion(2, 0, 80))
    stayed, gone, new = follow([one, other], [STILL])
    assert (stayed.id, stayed.status(), stayed.distances_mm) == (1, FOLLOWED, (None, 3.0))
    assert [one.diameter_mm for one in stayed.seen] == [20, 24]
    assert (gone.id, gone.status(), gone.seen[1]) == (2, GONE, None)
    assert (new.id, new.status(), new.first) == (3, NEW, 1)


def test_a_lesion_missed_once_is_not_new_when_it_is_found_again():
    """The patient lies 200 mm further on the second scan, and 100 mm back on the third."""
    scans = [
        scan("2025-01-01", lesion(1, 0), lesion(2, 100)),
        scan("2025-04-01", lesion(1, 200)),
        scan("2025-07-01", lesion(1, 100), lesion(2, 201)),
    ]
    first, second = follow(scans, [moved_by(200, 0, 0), moved_by(-100, 0, 0)])
    assert [seen and seen.id for seen in second.seen] == [2, None, 2]
    assert second.status() == FOLLOWED
    assert second.status(1) == GONE
    assert second.distances_mm == (None, None, 1.0)
    assert second.notes == (
        sentences.found_again("the scan of 2025-04-01", "the scan of 2025-07-01"),
    )
    assert [seen.id for seen in first.seen] == [1, 1, 1]


def test_lesions_that_may_have_merged():
    one = scan("2025-01-01", lesion(1, 0, mm=20), lesion(2, 18, mm=10))
    other = scan("2025-07-01", lesion(1, 4, mm=40))
    _, gone = follow([one, other], [STILL])
    assert gone.status() == GONE
    assert gone.notes == (sentences.may_have_merged(1),)


def test_a_new_lesion_that_may_be_part_of_an_earlier_one():
    one = scan("2025-01-01", lesion(1, 0, mm=40))
    other = scan("2025-07-01", lesion(1, -4, mm=20), lesion(2, 18, mm=10))
    _, new = follow([one, other], [STILL])
    assert new.notes == (sentences.may_have_split(),)


def test_uncertain_matches_and_changed_labels_are_noted():
    one = scan("2025-01-01", lesion(1, 0, label="benign"))
    other = scan("2025-07-01", lesion(1, 2), lesion(2, 5))
    track, _ = follow([one, other], [STILL])
    assert track.unsure == (False, True)
    assert [note.code for note in track.notes] == ["match_uncertain", "label_changed"]
    assert track.notes == (
        sentences.match_uncertain("the scan of 2025-07-01"),
        sentences.label_changed("benign", "malignant", "the scan of 2025-07-01"),
    )
