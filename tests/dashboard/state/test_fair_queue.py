"""Whose turn it is, worked out by hand; nothing here waits."""

from __future__ import annotations

from dashboard.state.fair_queue import FairQueue


def order_of(queue: FairQueue, *tickets) -> list[str]:
    """Owners in the order in which they get their turn, each leaving at once."""
    order, left = [], list(tickets)
    while left:
        (ticket,) = [t for t in left if t.wait(0)]
        order.append(ticket.owner)
        left.remove(ticket)
        ticket.leave()
    return order


def test_one_who_asks_often_waits_behind_those_who_ask_seldom():
    queue = FairQueue()
    tickets = [queue.join(owner) for owner in "aaabbc"]
    assert [t.before for t in tickets] == [0, 3, 5, 1, 4, 2]
    assert order_of(queue, *tickets) == list("abcaba")


def test_a_newcomer_goes_before_the_second_of_another():
    queue = FairQueue()
    first, second = queue.join("a"), queue.join("a")
    new = queue.join("b")
    assert (first.before, new.before, second.before) == (0, 1, 2)
    assert order_of(queue, first, second, new) == ["a", "b", "a"]


def test_who_was_served_long_ago_begins_with_the_round_at_hand():
    queue = FairQueue()
    old = queue.join("a")
    old.leave()
    b = [queue.join("b") for _ in range(3)]
    b[0].leave()
    assert b[1].wait(0)
    again = queue.join("a")
    assert (again.before, b[2].before) == (1, 2)


def test_who_leaves_the_queue_costs_nobody_a_turn():
    queue = FairQueue()
    first, given_up, third = queue.join("a"), queue.join("a"), queue.join("b")
    given_up.leave()
    given_up.leave()
    assert not third.wait(0)
    second = queue.join("a")
    assert (third.before, second.before) == (1, 2)
    assert order_of(queue, first, second, third) == ["a", "b", "a"]


def test_only_one_has_the_turn():
    queue = FairQueue()
    first, second = queue.join("a"), queue.join("b")
    assert first.wait(0)
    assert not second.wait(0)
    first.leave()
    assert second.wait(0)
    assert second.before == 0


def test_no_owner_is_remembered_for_ever():
    queue = FairQueue()
    for owner in range(100):
        queue.join(owner).leave()
    queue.join("a")
    second = queue.join("a")
    queue.join("b").leave()
    assert second.before == 1
    assert set(queue._last) <= {"a", "b"}
