"""A reader's outlines of an open series: from what they start, who was faster, what is kept."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from core.annotation import Annotation, Change, Finding
from core.annotation.run_lengths import encode
from core.errors import InputError, StaleVersionError
from dashboard.state.edited import Edited, edited_of

SHAPE = (2, 2, 3)


class Keeper:
    """What was kept, or refuses as it is told."""

    def __init__(self) -> None:
        self.kept: list[Annotation] = []
        self.refuses: Exception | None = None
        self.is_there = True

    def __call__(self, edited: Edited, annotation: Annotation) -> bool:
        if self.refuses:
            raise self.refuses
        self.kept.append(annotation)
        return self.is_there


def painted(index: int, value: int = 2) -> Change:
    """One voxel of lesion `value - 1` on an empty slice."""
    plane = np.zeros(SHAPE[1:], np.uint8)
    plane[0, 0] = value
    return Change({index: encode(plane)}, (Finding(1),))


@pytest.fixture
def edited() -> Edited:
    return Edited("1.2.3", SHAPE)


def test_a_bare_series_starts_empty_and_an_analysed_one_with_the_models_outlines(edited):
    assert not edited.now()[1].voxels.any()
    edited.offer("a", lambda: Annotation(np.ones(SHAPE, np.uint8)))
    assert (edited.revision, edited.now()[1].voxels.sum()) == (1, 12)
    edited.offer("a", lambda: pytest.fail("it is there already"))
    edited.offer("b", lambda: Annotation(np.zeros(SHAPE, np.uint8)))
    assert (edited.revision, edited.now()[1].voxels.sum(), edited.is_edited) == (2, 0, False)


def test_another_model_does_not_take_a_readers_outlines_away(edited):
    keep = Keeper()
    edited.change(painted(0), 0, keep)
    edited.offer("b", lambda: pytest.fail("nobody asked for it"))
    assert (edited.revision, edited.now()[1].voxels[0, 0, 0]) == (1, 2)


def test_of_two_tabs_the_second_is_told_and_nothing_is_lost(edited):
    keep = Keeper()
    edited.change(painted(0), 0, keep)
    with pytest.raises(StaleVersionError) as refused:
        edited.change(painted(1), 0, keep)
    assert refused.value.code == "outlines_changed_elsewhere"
    assert (edited.revision, len(keep.kept), edited.now()[1].voxels[1].sum()) == (1, 1, 0)
    edited.change(painted(1), 0, keep, over=True)
    assert (edited.revision, edited.now()[1].voxels[1, 0, 0]) == (2, 2)


def test_what_does_not_fit_changes_nothing(edited):
    keep = Keeper()
    with pytest.raises(InputError):
        edited.change(painted(0, value=3), 0, keep)
    assert (edited.is_edited, edited.revision, keep.kept) == (False, 0, [])


def test_a_newer_version_in_the_worklist_keeps_this_one_out(edited):
    keep = Keeper()
    keep.refuses = StaleVersionError("newer")
    with pytest.raises(StaleVersionError):
        edited.change(painted(0), 0, keep)
    assert (edited.is_edited, edited.revision) == (False, 0)


def test_what_the_worklist_could_not_take_stays_here_and_is_tried_again(edited):
    keep = Keeper()
    keep.is_there = False
    edited.change(painted(0), 0, keep)
    assert (edited.is_kept, edited.now()[1].voxels[0, 0, 0]) == (False, 2)
    keep.is_there = True
    edited.keep_again(keep)
    edited.keep_again(keep)
    assert (edited.is_kept, len(keep.kept)) == (True, 2)


def test_only_its_person_finds_it_and_only_while_it_is_open():
    edited = Edited("1.2.3", SHAPE)
    edited.person, token = "mine", edited.token
    assert edited_of(token, "mine") is edited
    assert edited_of(token, "other") is edited_of(token, "") is edited_of("x", "mine") is None
    del edited
    gc.collect()
    assert edited_of(token, "mine") is None


class LosesAnswers(Keeper):
    """Keeps versions as the worklist does; `loses` says whether it can't say so."""

    def __init__(self) -> None:
        super().__init__()
        self.loses = False

    def __call__(self, edited: Edited, annotation: Annotation) -> bool:
        if self.kept[edited.version :] not in ([], [annotation]):
            raise StaleVersionError("newer")
        if edited.version == len(self.kept):
            self.kept.append(annotation)
        if not self.loses:
            edited.version = len(self.kept)
        return not self.loses


def test_what_only_the_answer_of_was_lost_is_not_in_the_way_of_what_follows(edited):
    keep = LosesAnswers()
    for number, loses in enumerate([False, True, True, False, True, False]):
        keep.loses = loses
        edited.change(painted(number % 2), edited.revision, keep)
        assert edited.is_kept == (not loses)
    assert edited.version == len(keep.kept)
    assert edited.now()[1] is keep.kept[-1]
    assert len({id(one) for one in keep.kept}) == len(keep.kept) == 5


def test_what_was_saved_elsewhere_meanwhile_has_to_be_asked_for_and_is_followed(edited):
    keep = LosesAnswers()
    keep.kept.append(Annotation(np.zeros(SHAPE, np.uint8)))
    edited._is_kept, edited._annotation = False, Annotation(np.ones(SHAPE, np.uint8))
    with pytest.raises(StaleVersionError):
        edited.keep_again(keep)
    edited.fall_behind(1)
    assert (edited.version, edited.revision) == (1, 1)
    with pytest.raises(StaleVersionError):
        edited.change(painted(0), 0, keep)
    edited.change(painted(0), 1, keep)
    assert (edited.version, edited.is_kept) == (2, True)
    # What is kept is never behind.
    edited.fall_behind(9)
    assert edited.version == 2
