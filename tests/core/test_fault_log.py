from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading

import pytest

from core.fault_log import keep_words_out, of_event_loop, place_of, told

NAME = "PLANTED^PATIENT"
FILE = __file__


def parse(text: str) -> float:
    return float(text)


@pytest.fixture
def fault() -> Exception:
    """What a number in a header ends in that quotes the header, and what it came from."""
    try:
        try:
            parse(NAME)
        except ValueError as error:
            raise KeyError(NAME) from error
    except KeyError as error:
        return error


def test_kinds_and_places_are_told_and_no_words(fault):
    line = parse.__code__.co_firstlineno + 1
    said = told(fault)
    assert NAME not in said
    first, second = said.split("\n\n")
    assert first.splitlines()[0] == "Traceback (most recent call last):"
    assert first.splitlines()[-2:] == [f'  File "{FILE}", line {line}, in parse', "ValueError"]
    assert second.splitlines()[-1] == "KeyError"


def test_the_place_on_one_line():
    line = parse.__code__.co_firstlineno + 1
    try:
        parse(NAME)
    except ValueError as error:
        said = place_of(error)
    assert said == f"ValueError at tests/core/test_fault_log.py, line {line}"
    assert place_of(ValueError(NAME)) == "ValueError"


def test_an_endless_recursion_is_told_in_forty_frames():
    def again() -> None:
        again()

    with pytest.raises(RecursionError) as caught:
        again()
    assert told(caught.value).count("  File ") == 40


def test_an_error_that_hides_another_one_does_so_here():
    try:
        try:
            parse(NAME)
        except ValueError:
            raise KeyError(NAME) from None
    except KeyError as error:
        said = told(error)
    assert "ValueError" not in said


def test_errors_in_a_circle_end():
    one, two = ValueError(NAME), KeyError(NAME)
    one.__cause__, two.__cause__ = two, one
    assert told(one).count("Traceback") == 2


@pytest.fixture
def words_kept_out(monkeypatch):
    monkeypatch.setattr(logging.Formatter, "formatException", logging.Formatter.formatException)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    keep_words_out()


def test_a_log_of_any_library_holds_none(words_kept_out, fault):
    raised = (type(fault), fault, fault.__traceback__)
    record = logging.LogRecord("library", logging.ERROR, "", 0, "It failed", (), raised)
    said = logging.Formatter("%(message)s").format(record)
    assert said == f"It failed\n{told(fault)}"


def test_a_thread_that_dies_tells_none(words_kept_out, capsys):
    thread = threading.Thread(target=parse, args=(NAME,), name="job")
    thread.start()
    thread.join()
    said = capsys.readouterr().err
    assert said.startswith("Exception in thread job:\nTraceback")
    assert said.endswith("\nValueError\n")
    assert NAME not in said


def test_a_task_that_nobody_awaits_tells_none(caplog):
    async def work() -> None:
        asyncio.get_running_loop().set_exception_handler(of_event_loop)
        asyncio.get_running_loop().call_soon(parse, NAME)
        await asyncio.sleep(0)

    asyncio.run(work())
    assert caplog.text.splitlines()[-1] == "ValueError"
    assert "in parse" in caplog.text
    assert NAME not in caplog.text


def test_a_process_that_dies_tells_none():
    script = f"from core.fault_log import keep_words_out as k; k(); float({NAME!r})"
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=300
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == "ValueError"
    assert NAME not in ended.stderr
