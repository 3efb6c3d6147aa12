from dashboard.state.events import Announcement


def test_listeners_are_told_in_order_and_each_once():
    told = []
    announced: Announcement[str] = Announcement()

    def first(event: str) -> None:
        told.append(f"first {event}")

    announced.subscribe(first)
    announced.subscribe(lambda event: told.append(f"second {event}"))
    announced.subscribe(first)
    announced.announce("opened")
    assert told == ["first opened", "second opened"]
