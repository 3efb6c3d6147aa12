"""Each row of the table as a test: `pytest tests/benchmarks -s -k NAME` says whether it is met.

`make bench` measures the same rows and keeps what they find in RESULTS.md.
"""

import pytest

from tests.benchmarks.row import Skipped
from tests.benchmarks.table import ROWS


@pytest.mark.parametrize("name", list(ROWS))
def test_row(name):
    try:
        found = ROWS[name].run()
    except Skipped as reason:
        pytest.skip(str(reason))
    print(f"\n{name}: {found.measured}")
    assert found.met is not False, found.measured
