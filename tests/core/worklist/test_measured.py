"""What readers measured in a series, beside its records; in SQLite and PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import replace

from core.measurements import Change
from core.worklist import Filter, Store, records_csv, records_json
from tests.core.measurements.made import ellipse, ruler
from tests.core.worklist.made_records import some_record

DIGEST = some_record(1).series_digest


def test_it_belongs_to_all_records_of_the_series_and_to_no_other(store):
    first = store.save(some_record(1))
    second = store.save(some_record(1, weights_sha256="cd" * 32))
    other = store.save(some_record(2))
    assert store.change_measured(DIGEST, Change(put=(ellipse(), ruler())))
    # In the order of their numbers.
    assert store.get(first.id).measurements == (ruler(), ellipse())
    assert store.get(second.id).measurements == (ruler(), ellipse())
    assert store.get(other.id).measurements == ()
    found = store.list(Filter(sort="date", reverse=True))
    assert [len(one.measurements) for one in found] == [2, 2, 0]


def test_without_a_record_nothing_is_kept(store):
    assert not store.change_measured(DIGEST, Change(put=(ruler(),)))
    assert store.save(some_record(1)).measurements == ()


def test_two_readers_do_not_undo_each_other_and_the_later_change_holds(store, address):
    record = store.save(some_record(1))
    other = Store.open(address)
    store.change_measured(DIGEST, Change(put=(ruler(),)))
    other.change_measured(DIGEST, Change(put=(ellipse(),)))
    store.change_measured(DIGEST, Change(put=(replace(ruler(), given_name="mine"),)))
    other.change_measured(DIGEST, Change(put=(replace(ruler(), given_name="later"),)))
    assert [one.name for one in store.get(record.id).measurements] == ["later", "Portal vein"]
    store.change_measured(DIGEST, Change(removed=("a1", "unknown")))
    assert other.get(record.id).measurements == (ellipse(),)
    other.close()


def test_another_analysis_leaves_them_and_the_last_record_takes_them_along(store):
    first = store.save(some_record(1))
    store.change_measured(DIGEST, Change(put=(ruler(),)))
    assert store.save(some_record(1, p_malignant=0.2)).measurements == (ruler(),)
    second = store.save(some_record(1, weights_sha256="cd" * 32))
    store.delete(first.id)
    assert store.get(second.id).measurements == (ruler(),)
    store.delete(second.id)
    assert store.save(some_record(1)).measurements == ()


def test_they_stand_in_the_files_of_the_worklist(store):
    record = store.save(some_record(1))
    store.change_measured(DIGEST, Change(put=(ruler(), ellipse())))
    (told,) = json.loads(records_json([store.get(record.id)]))["records"]
    assert [one["name"] for one in told["measurements"]] == ["Ruler 1", "Portal vein"]
    assert told["measurements"][0]["length_mm"] == 50.0
    head, row, *_ = records_csv([store.get(record.id)]).splitlines()
    assert row.split(",")[head.split(",").index("n_measurements")] == "2"
