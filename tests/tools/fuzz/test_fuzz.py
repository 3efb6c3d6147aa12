"""A share of the fuzzer's cases: each ends in a series or a sentence, in time and in bounds.

The whole run is `python -m tools.fuzz --cases 10000 --record`; its record is tools/fuzz/RECORD.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.fuzz.generators import GENERATORS, planned
from tools.fuzz.record import remembered
from tools.fuzz.sandbox import Result

REPO = Path(__file__).parents[3]
#: Another seed than that of the record, so that these cases come on top.
CASES, SEED = 150, 2
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="the sandbox of a case needs Linux"
)


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> list[dict]:
    """In a process of its own: this one has threads, and must not fork."""
    path = tmp_path_factory.mktemp("fuzz") / "results.jsonl"
    command = [sys.executable, "-m", "tools.fuzz", "--cases", str(CASES), "--seed", str(SEED)]
    subprocess.run([*command, "--results", str(path)], cwd=REPO, capture_output=True, check=False)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", GENERATORS)
def test_a_series_or_a_sentence(name, results):
    mine = [Result(**one) for one in results if one["generator"] == name]
    assert len(mine) == sum(generator.name == name for generator, _ in planned(CASES))
    assert [(one.number, one.outcome, one.detail) for one in mine if not one.good] == []


def test_the_record_knows_every_generator_and_no_failure():
    facts = json.loads((REPO / "tools" / "fuzz" / "record.json").read_text(encoding="utf-8"))
    assert facts["cases"] >= 10_000
    assert sum(sum(counts.values()) for counts in facts["generators"].values()) == facts["cases"]
    assert set(facts["generators"]) == set(GENERATORS)
    assert facts["failures"] == []


@pytest.mark.parametrize("name", ["bit flips", "absurd numbers", "broken codestreams"])
def test_a_case_is_the_same_each_time(name, tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    cases = [GENERATORS[name].case(5, 3, folder) for folder in (one, other)]
    contents = [
        [getattr(s, "data", None) or Path(s).read_bytes() for s in case.sources] for case in cases
    ]
    assert contents[0] == contents[1]


def test_what_broke_a_rule_is_run_again(tmp_path):
    path = tmp_path / "results.jsonl"
    good = {"generator": "a", "number": 0, "outcome": "series", "detail": "", "seconds": 0.1}
    lines = [good | {"memory": 1}, good | {"number": 1, "outcome": "hang", "memory": 1}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert list(remembered(path)) == [("a", 0)]
