"""What a training run leaves in JSON, read again."""

from __future__ import annotations

import json

import pytest

from core.errors import UsageError
from core.training.json_files import read_history, read_object, read_run, write_json
from tests.coded import raises

SPLIT = {"train": [1, 2], "val": [3], "test": [4]}


def test_what_was_written_comes_back(tmp_path):
    write_json(tmp_path / "run.json", {"config": {"steps": 3}, "split": SPLIT})
    assert read_run(tmp_path) == {"config": {"steps": 3}, "split": SPLIT}
    write_json(tmp_path / "history.json", [{"step": 1}, {"step": 2, "stage": 2}])
    assert read_history(tmp_path) == [{"stage": 1, "step": 1}, {"stage": 2, "step": 2}]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        json.dumps({"split": SPLIT}),
        json.dumps({"config": 3, "split": SPLIT}),
        json.dumps({"config": {}}),
        json.dumps({"config": {}, "split": {"train": [1], "val": [2]}}),
        json.dumps({"config": {}, "split": {**SPLIT, "test": ["4"]}}),
    ],
)
def test_a_damaged_record_is_named(tmp_path, content):
    (tmp_path / "run.json").write_text(content)
    with raises(UsageError, "no_record_of_a_run", "run.json", tmp_path.name):
        read_run(tmp_path)


def test_a_record_or_a_curve_that_is_not_there_is_named(tmp_path):
    with raises(UsageError, "no_record_of_a_run", "run.json"):
        read_run(tmp_path)
    with raises(UsageError, "no_curve_of_a_run", "history.json"):
        read_history(tmp_path)


@pytest.mark.parametrize(
    ("content", "code"), [("{", "unreadable_json"), ("[1]", "not_a_json_object")]
)
def test_what_is_no_object_is_named(tmp_path, content, code):
    (tmp_path / "card.json").write_text(content)
    with raises(UsageError, code, "card.json"):
        read_object(tmp_path / "card.json")
