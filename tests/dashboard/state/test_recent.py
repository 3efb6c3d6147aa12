from dashboard.state.recent import Once, Recent


def test_what_was_made_once_is_kept_until_it_is_cleared():
    calls = []
    once: Once[int] = Once()
    for _ in range(2):
        once.get(lambda: calls.append(1) or len(calls))
    assert calls == [1]
    once.clear()
    assert once.get(lambda: 7) == 7


def test_the_answer_asked_for_longest_ago_makes_room():
    recent: Recent[str, int] = Recent(most=2)
    for question in ("a", "b", "a", "c"):
        recent.of(question, lambda: 1)
    assert recent.of("a", lambda: 2) == 1
    assert recent.of("b", lambda: 2) == 2
    assert len(recent) == 2
    recent.clear()
    assert len(recent) == 0
