"""What a fragment was called with lives as long as its owner, and no longer."""

import gc
import weakref
from functools import partial

import pytest

from dashboard.components import fragment as module
from dashboard.components.fragment import fragment
from tests.dashboard.tiny_case import DEADLINE, session_with


class Rerun(Exception):
    """Stands in for Streamlit's."""


@pytest.fixture
def kept(monkeypatch):
    """The fragments with their arguments, as Streamlit keeps them."""
    kept = []

    def keep(draw, run_every=None):
        def call(*args, **kwargs):
            kept.append(partial(draw, *args, **kwargs))
            return draw(*args, **kwargs)

        return call

    def rerun():
        raise Rerun

    monkeypatch.setattr(module.st, "fragment", keep)
    monkeypatch.setattr(module.st, "rerun", rerun)
    return kept


def test_it_is_drawn_again_with_what_it_was_called_with(kept):
    session = session_with()
    drawn = []

    @fragment
    def draw(*args, **named):
        drawn.append((*args, named))

    draw(session, session.opened, [session.opened, None], size=3, opened=session.opened)
    kept[0]()
    opened = session.opened
    assert drawn == 2 * [(session, opened, [opened, None], {"size": 3, "opened": opened})]


def test_a_closed_series_does_not_outlive_its_fragment_and_the_page_is_drawn_anew(kept):
    session = session_with()
    voxels = weakref.ref(session.opened.series.volume)
    drawn = []
    fragment(lambda _session, opened, pair: drawn.append(1))(
        session, session.opened, (1, [session.opened])
    )
    session.close(session.selected)
    gc.collect()
    assert voxels() is None
    with pytest.raises(Rerun):
        kept[0]()
    assert drawn == [1]


def test_a_finished_job_does_not_outlive_what_waited_for_it(kept):
    session = session_with()
    job = session.begin(lambda progress, cancel: set("ab"), name="It")
    job.wait(DEADLINE)
    assert job.result == {"a", "b"}
    held = weakref.ref(job)
    fragment(lambda job: None)(job)
    del job
    gc.collect()
    assert held() is None


def test_other_classes_are_held_weakly_where_asked(kept):
    class Pixels:
        pass

    ours = Pixels()
    held = weakref.ref(ours)
    fragment(lambda pixels: None, also=(Pixels,))(ours)
    del ours
    gc.collect()
    assert held() is None
