"""The bar is drawn now and then, not once per file: each drawing keeps the server's loop busy."""

from dashboard.components.loading_bar import EVERY_SECONDS, LoadingBar


class Place:
    def __init__(self):
        self.drawn = []

    def progress(self, share, said):
        self.drawn.append((share, said))


def bar_at(times):
    """A bar whose clock shows those times one after the other, and what it draws."""
    bar = LoadingBar(clock=iter(times).__next__)
    bar.__dict__["_place"] = place = Place()
    return bar, place.drawn


def test_it_is_drawn_at_most_so_often():
    step = EVERY_SECONDS / 3.5
    bar, drawn = bar_at([100 + k * step for k in range(12)])
    for done in range(1, 12):
        bar.looking(done, 100)
    assert [share for share, _ in drawn] == [0.01, 0.05, 0.09]


def test_the_ends_of_a_stage_are_always_drawn():
    bar, drawn = bar_at([100.0] * 5)
    bar.looking(0, 3)
    bar.looking(1, 3)
    bar.looking(3, 3)
    bar.reading(0, 2)
    bar.reading(2, 2)
    assert [share for share, _ in drawn] == [0.0, 1.0, 0.0, 1.0]


def test_files_without_a_number_have_a_bar_too():
    bar, drawn = bar_at([100.0])
    bar.looking(0, 0)
    assert [share for share, _ in drawn] == [0.0]


def test_what_it_waits_for_is_said_at_once():
    bar, drawn = bar_at([100.0])
    bar.reading(1, 2)
    bar.waiting("waits for memory")
    assert [share for share, _ in drawn] == [0.5, 0.0]
