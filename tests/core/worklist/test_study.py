"""Who sees what in a study."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.worklist.study import Study, hides_the_model, visible_to

BLIND = Study(
    "1f",
    "Lesions",
    "owner",
    datetime(2026, 1, 1, tzinfo=UTC),
    arbiter="arbiter",
    readers=("a", "b", "c"),
)
OPEN = replace(BLIND, is_blind=False)


@pytest.mark.parametrize(
    ("study", "person", "submitted", "seen"),
    [
        # A blind reader sees themselves alone until they have submitted.
        (BLIND, "a", {"b", "c"}, {"a"}),
        (BLIND, "a", {"a", "b"}, {"a", "b"}),
        (BLIND, "a", set(), {"a"}),
        (OPEN, "a", {"b"}, {"a", "b"}),
        (BLIND, "arbiter", {"b"}, {"arbiter", "b"}),
        (BLIND, "owner", {"b"}, {"owner", "b"}),
        (BLIND, "stranger", {"a", "b", "c"}, set()),
    ],
)
def test_what_others_said_is_seen_by(study, person, submitted, seen):
    assert visible_to(study, person, submitted) == seen


def test_an_owner_who_reads_is_blind_as_any_reader():
    study = replace(BLIND, owner="a")
    assert study.role_of("a") == "reader"
    assert visible_to(study, "a", {"b"}) == {"a"}


def test_the_model_is_hidden_from_blind_readers_until_they_have_submitted():
    assert hides_the_model(BLIND, "a", {"b"})
    assert not hides_the_model(BLIND, "a", {"a"})
    assert not hides_the_model(OPEN, "a", set())
    for person in ("arbiter", "owner", "stranger"):
        assert not hides_the_model(BLIND, person, set())
