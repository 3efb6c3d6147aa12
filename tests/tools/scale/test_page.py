"""docs/scale.md holds what the kept measurements say, and nothing else."""

from tools.scale import page, results


def test_the_tables_are_those_of_the_measurements():
    written = page.PAGE.read_text(encoding="utf-8")
    assert written == page.made(written, results.load()), "run `python -m tools.scale page`"


def test_what_was_not_measured_is_not_said():
    written = page.PAGE.read_text(encoding="utf-8")
    assert page.made(written, {}).count(page.NOT_MEASURED) == 5


def test_bytes_for_people():
    assert [page._bytes(count) for count in (999, 52.7e6, 1.5e15, 2e18)] == [
        "999 B",
        "52.7 MB",
        "1.5 PB",
        "2e+03 PB",
    ]
