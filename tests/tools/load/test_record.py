"""RECORD.md of the load test holds what the kept runs found, and nothing else."""

import json

import pytest

from tools.load import record


def test_the_record_of_the_load_is_that_of_its_runs():
    if not record.RESULTS.is_file():
        pytest.skip("no load was measured yet")
    runs = json.loads(record.RESULTS.read_text(encoding="utf-8"))
    assert record.PAGE.read_text(encoding="utf-8") == record.as_markdown(runs)
