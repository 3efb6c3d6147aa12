from dashboard.screens.compare.waiting import how_far
from dashboard.state.task import Task


def task(done: int, total: int) -> Task:
    one = Task(lambda _progress, _cancel: None, name="The work")
    one._on_progress(done, total)
    return one


def test_how_far_several_are_together():
    assert (
        how_far([task(5, 10), task(0, 10)], "Making the heatmaps") == "Making the heatmaps: 5 of 20"
    )
    assert how_far([task(0, 0)], "Making the heatmaps") == "Making the heatmaps"
