"""Studies of readers in the store; in SQLite and PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.errors import StaleVersionError, StoreError, StudyError
from core.worklist import Store
from core.worklist.studies import submitted_by
from core.worklist.tables import STUDY
from tests.core.worklist.made_records import some_record
from tests.core.worklist.made_studies import (
    ANNA,
    BERT,
    CLEO,
    DORA,
    OWNER,
    some_annotation,
    some_series,
    some_study,
)

DIGEST = some_series(1).series_digest


def refused(call, *arguments, **options) -> str:
    """The code of the sentence with which it is refused."""
    with pytest.raises(StudyError) as error:
        call(*arguments, **options)
    return error.value.code


def test_a_study_comes_back_as_it_was_made(store, address):
    made = store.studies.create(
        "  Lesions   in spring ",
        OWNER,
        [some_series(1), some_series(2, shape=None, spacing_mm=None, place=b"sealed")],
        instructions=" Outline each lesion. ",
        labels=("slices", "outlines"),
        is_blind=False,
    )
    assert (made.name, made.instructions) == ("Lesions in spring", "Outline each lesion.")
    assert (made.labels, made.is_blind, made.is_open) == (("outlines", "slices"), False, True)
    assert made.series[1] == some_series(2, shape=None, spacing_mm=None, place=b"sealed")
    other = Store.open(address)
    assert other.studies.get(made.id) == other.studies.get("Lesions in spring") == made
    assert other.studies.list() == (made,)
    other.close()


@pytest.mark.parametrize(
    ("name", "series", "options", "code"),
    [
        (" ", [some_series()], {}, "study_without_name"),
        ("x" * 101, [some_series()], {}, "study_name_too_long"),
        (" " * 200_000, [some_series()], {}, "study_name_too_long"),
        ("\u202e\x00", [some_series()], {}, "study_without_name"),
        ("x", [some_series()], {"instructions": "x" * 5001}, "study_instructions_too_long"),
        ("x", [], {}, "study_without_series"),
        ("x", [some_series()], {"labels": ()}, "study_without_labels"),
        ("x", [some_series()], {"labels": ("slices", "colours")}, "unknown_labels"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(store, name, series, options, code):
    assert refused(store.studies.create, name, OWNER, series, **options) == code
    assert store.studies.list() == ()


def test_what_shows_nothing_or_turns_a_line_is_not_kept(store):
    typed = "Outline\n\u202eeach\x1b lesion." + "x" * 4978
    assert len(typed) == 5000
    made = store.studies.create("Le\u202esi\x00ons", OWNER, [some_series()], instructions=typed)
    assert made.name == "Le si ons"
    assert made.instructions == "Outline\n each  lesion." + "x" * 4978
    assert store.studies.get("Le si ons") == made


def test_what_an_earlier_version_kept_is_shown_without_it_too(store):
    study = some_study(store)
    with store.studies._database.writing() as connection:
        change = sa.update(STUDY).values(name="a\u202eb", instructions="c\n\u202ed")
        connection.execute(change)
    shown = store.studies.get(study.id)
    assert (shown.name, shown.instructions) == ("a b", "c\n d")


def test_a_name_is_given_once_and_an_unknown_one_is_said(store):
    study = some_study(store)
    assert refused(store.studies.create, study.name, ANNA, [some_series()]) == "study_name_taken"
    assert refused(store.studies.get, "another") == "no_such_study"
    assert store.studies.list() == (study,)


def test_readers_join_in_order_and_once(store):
    study = some_study(store, BERT, ANNA)
    assert study.readers == (BERT, ANNA)
    assert store.studies.join(study.id, BERT) == study
    assert [study.name_of(one) for one in (BERT, ANNA, OWNER, DORA)] == [
        "Reader 1",
        "Reader 2",
        "Owner",
        "Somebody else",
    ]
    assert refused(store.studies.join, study.id, CLEO, "chief") == "unknown_role"


def test_there_is_one_arbiter(store):
    study = some_study(store, ANNA)
    study = store.studies.join(study.id, BERT, "arbiter")
    assert (study.arbiter, study.role_of(BERT)) == (BERT, "arbiter")
    assert refused(store.studies.join, study.id, CLEO, "arbiter") == "has_an_arbiter"
    assert refused(store.studies.join, study.id, ANNA, "arbiter") == "has_another_role"
    assert refused(store.studies.join, study.id, BERT, "reader") == "has_another_role"
    assert store.studies.join(study.id, BERT, "arbiter") == study


def test_of_two_who_become_arbiter_at_once_one_does(address, store):
    study = some_study(store)
    wrong: list[str] = []

    def join(person: str) -> None:
        mine = Store.open(address, busy_seconds=300)
        try:
            mine.studies.join(study.id, person, "arbiter")
        except StudyError as error:
            wrong.append(error.code)
        mine.close()

    threads = [threading.Thread(target=join, args=(one,)) for one in (ANNA, BERT, CLEO)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == ["has_an_arbiter"] * 2
    assert store.studies.get(study.id).arbiter in (ANNA, BERT, CLEO)


def test_the_owner_alone_opens_closes_adds_and_deletes(store):
    study = some_study(store, ANNA)
    assert refused(store.studies.open_to_join, study.id, ANNA, False) == "only_the_owner"
    assert not store.studies.open_to_join(study.id, OWNER, False).is_open
    assert refused(store.studies.join, study.id, BERT) == "joining_is_closed"
    assert store.studies.join(study.id, ANNA).readers == (ANNA,)
    store.studies.open_to_join(study.id, OWNER, True)
    assert store.studies.join(study.id, BERT).readers == (ANNA, BERT)
    more = [some_series(1), some_series(2)]
    assert refused(store.studies.add_series, study.id, ANNA, more) == "only_the_owner"
    assert store.studies.add_series(study.id, OWNER, more).series == tuple(more)
    assert refused(store.studies.delete, study.id, BERT) == "only_the_owner"
    store.save_annotation(DIGEST, ANNA, some_annotation(), base=0, study=study.id)
    store.save_annotation(DIGEST, ANNA, some_annotation(), base=0)
    store.studies.delete(study.id, OWNER)
    assert store.studies.list() == ()
    # What was read outside of the study stays.
    assert [one.study for one in store.annotated()] == [""]


def test_nobody_without_a_role_saves_to_a_study(store):
    study = some_study(store, ANNA)
    save = store.save_annotation
    told = {"base": 0, "study": study.id}
    assert refused(save, DIGEST, BERT, some_annotation(), **told) == "no_role_in_study"
    # Nor does the owner, as long as they have not joined.
    assert refused(save, DIGEST, OWNER, some_annotation(), **told) == "no_role_in_study"
    other = some_series(9).series_digest
    assert refused(save, other, ANNA, some_annotation(), **told) == "series_not_in_study"
    assert store.annotated(study.id) == ()
    assert save(DIGEST, ANNA, some_annotation(), **told) == 1
    # Of a study that was deleted meanwhile, what was painted is kept.
    assert save(DIGEST, BERT, some_annotation(), base=0, study="0123456789abcdef") == 1


def test_what_was_submitted_stays_as_it_was(store):
    study = some_study(store, ANNA, BERT, n_series=2)
    save = store.save_annotation
    save(DIGEST, ANNA, some_annotation(2), base=0, study=study.id)
    save(DIGEST, ANNA, some_annotation(3), base=1, study=study.id, submitted=True)
    assert (
        refused(save, DIGEST, ANNA, some_annotation(4), base=2, study=study.id)
        == "submitted_already"
    )
    # The other series, the other reader, and her reading outside of the study are open.
    other = some_series(2).series_digest
    assert save(other, ANNA, some_annotation(), base=0, study=study.id) == 1
    assert save(DIGEST, BERT, some_annotation(), base=0, study=study.id) == 1
    assert save(DIGEST, ANNA, some_annotation(), base=0) == 1
    assert submitted_by(store.annotated(study.id)) == {DIGEST: {ANNA}}


def test_two_tabs_of_one_reader_do_not_overwrite_each_other(store):
    study = some_study(store, ANNA)
    store.save_annotation(DIGEST, ANNA, some_annotation(2), base=0, study=study.id)
    with pytest.raises(StaleVersionError):
        store.save_annotation(DIGEST, ANNA, some_annotation(3), base=0, study=study.id)


def test_the_geometry_is_kept_once(store):
    series = some_series(1, shape=None, spacing_mm=None)
    study = store.studies.create("One", OWNER, [series])
    store.studies.note_geometry(study.id, DIGEST, (3, 8, 8), (5.0, 0.7, 0.7))
    store.studies.note_geometry(study.id, DIGEST, (4, 9, 9), None)
    kept = store.studies.get(study.id).series[0]
    assert (kept.shape, kept.spacing_mm) == ((3, 8, 8), (5.0, 0.7, 0.7))


def test_a_study_outlives_the_records_of_its_series(store):
    record = store.save(some_record(1))
    study = some_study(store, ANNA)
    store.save_annotation(DIGEST, ANNA, some_annotation(), base=0, study=study.id)
    store.delete(record.id)
    assert store.studies.get(study.id) == study
    assert len(store.annotated(study.id)) == 1


def test_where_images_lie_is_sealed(store, tmp_path):
    from core.worklist.kept import Kept

    place = Kept.of_paths(store.key, [tmp_path / "Muster Anna"]).place
    study = store.studies.create("One", OWNER, [some_series(1, place=place)])
    assert study.series[0].paths(store.key) == (tmp_path / "Muster Anna",)
    assert b"Muster" not in (study.series[0].place or b"")
    assert some_series(1).paths(store.key) == ()


def test_a_damaged_store_says_so_and_loses_nothing(tmp_path):
    (tmp_path / "worklist.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError):
        Store.open(tmp_path / "worklist.sqlite3")


def test_a_study_whose_making_is_killed_is_not_there_and_can_be_made_again(store, address):
    script = Path(__file__).with_name("kill_study.py")
    for how, expected in (("die", -9), ("", 0)):
        done = subprocess.run([sys.executable, str(script), address, "Killed", how], check=False)
        assert done.returncode == expected
        made = [(one.name, len(one.series)) for one in store.studies.list()]
        assert made == ([] if how else [("Killed", 2)])
