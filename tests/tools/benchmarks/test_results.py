"""RESULTS.md holds what the kept runs found, and nothing else."""

import pytest

from tools.benchmarks import results
from tools.benchmarks.row import Finding, Row


def row(name: str, section: str = "Reading") -> Row:
    return Row(name, section, f"what {name} is", "others", "twice as fast", run=dict)


FOUND = {
    "machine": {
        "processor": "A processor",
        "cores": 2,
        "threads": 2,
        "memory_gb": 16.0,
        "system": "Linux x86_64",
        "python": "3.11.7",
        "versions": {"numpy": "2.0"},
    },
    "series": "a phantom",
    "load": [0.5, 1.5],
    "busy": "A measurement ran beside it.",
    "date": "2026-01-02",
}


def test_what_was_kept_stands_in_the_page(tmp_path):
    file = tmp_path / "results.json"
    rows = {name: row(name) for name in ("fast", "slow", "later")}
    results.keep(rows["slow"], Finding("1.2 times", False, floor="5 MB"), FOUND, file)
    results.keep(rows["fast"], Finding("9 times", None), FOUND, file)
    results.keep(rows["fast"], Finding("3 times", True), FOUND, file)
    page = results.as_markdown(results.load(file), rows, with_plot=False)
    assert "| fast | what fast is | others | twice as fast | 3 times | yes | 0.5 to 1.5 " in page
    assert "| 1.2 times | **no** |" in page
    assert "- **slow**: floor: 5 MB." in page
    assert page.count("A processor, 2 cores, 16.0 GB") == 1
    assert "A measurement ran beside it." in page
    assert page.endswith("Not measured: later.\n")
    assert "growth.svg" not in page


def test_the_page_is_that_of_the_results():
    if not results.RESULTS.is_file():
        pytest.skip("nothing was measured yet")
    from tools.benchmarks.table import ROWS

    held = results.load()
    assert set(held) <= set(ROWS)
    written = results.PAGE.read_text(encoding="utf-8")
    assert written == results.as_markdown(held, ROWS, results.PLOT.is_file())
    assert all(name in written for name in held)
