from __future__ import annotations

import threading

from dashboard.state.imports import OneAtATime

SOON = 60.0


def test_a_second_thread_waits_until_the_first_has_imported():
    one_at_a_time, began, ended = OneAtATime(), threading.Event(), threading.Event()

    def second() -> None:
        began.set()
        with one_at_a_time():
            ended.set()

    with one_at_a_time():
        thread = threading.Thread(target=second, daemon=True)
        thread.start()
        assert began.wait(SOON)
        assert not ended.is_set()
    assert ended.wait(SOON)


def test_what_imports_may_use_what_imports():
    one_at_a_time = OneAtATime()
    with one_at_a_time(), one_at_a_time():
        pass


def test_what_is_known_is_not_waited_for():
    one_at_a_time, ended = OneAtATime(), threading.Event()
    assert one_at_a_time.module("json").__name__ == "json"

    def second() -> None:
        one_at_a_time.module("json")
        ended.set()

    with one_at_a_time():
        threading.Thread(target=second, daemon=True).start()
        assert ended.wait(SOON)


def test_what_is_new_is_waited_for():
    one_at_a_time, began, ended = OneAtATime(), threading.Event(), threading.Event()

    def second() -> None:
        began.set()
        one_at_a_time.module("json")
        ended.set()

    with one_at_a_time():
        threading.Thread(target=second, daemon=True).start()
        assert began.wait(SOON)
        assert not ended.is_set()
    assert ended.wait(SOON)


def test_once_all_is_imported_nobody_waits():
    one_at_a_time, ended = OneAtATime(), threading.Event()

    def second() -> None:
        with one_at_a_time():
            ended.set()

    with one_at_a_time():
        one_at_a_time.is_over()
        threading.Thread(target=second, daemon=True).start()
        assert ended.wait(SOON)
