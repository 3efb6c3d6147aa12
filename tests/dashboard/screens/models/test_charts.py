"""What the charts draw, read off their traces."""

import pytest

from dashboard.components.charts.palette import looks
from dashboard.screens.models.by_size import lesion_counts, size_figure
from dashboard.screens.models.curves import best_so_far, froc_figure, roc_figure
from dashboard.screens.models.matrices import confusion_figure
from dashboard.screens.models.overview import SHOWN, interval_figure, speed_figure
from dashboard.screens.models.reliability import reliability_figure
from dashboard.screens.models.training import PANELS, staged, training_figure
from tests.dashboard.screens.models.measured import grouped_card, measured_card, metrics
from tests.dashboard.tiny_case import CARD

NAMES = [f"model {i}" for i in range(8)]
LOOKS = looks(NAMES)
FIRST, SECOND = NAMES[:2]


def words(figure):
    return " ".join(a.text for a in figure.layout.annotations)


def test_eight_models_differ_in_colour_and_symbol_and_keep_theirs():
    assert len({look.colour for look in LOOKS.values()}) == 8
    assert len({look.symbol for look in LOOKS.values()}) == 8
    assert looks([*NAMES, "a ninth"])[SECOND] == LOOKS[SECOND]


def test_roc_with_the_area_in_the_legend():
    figure = roc_figure("lesion", {FIRST: metrics(), SECOND: metrics(roc=None)}, LOOKS)
    _, first, second = figure.data
    assert (first.x, first.y) == ((0, 0, 0.2, 1), (0, 0.8, 1, 1))
    assert first.name == f"{FIRST}  0.987 (0.96–1.00)"
    assert first.line.color == LOOKS[FIRST].colour
    assert second.x == (None,)


def test_the_front_of_the_froc_points_only_rises():
    points = metrics()["lesion_detection"]["froc"]
    assert [p["threshold"] for p in best_so_far(points)] == [0.9, 0.5]


def test_froc_draws_the_front_the_thresholds_and_the_mask_as_drawn():
    line, dots, mask = froc_figure({FIRST: metrics()}, LOOKS).data
    assert (line.x, line.y) == ((0.05, 0.1), (0.6, 0.9))
    assert dots.customdata == (0.1, 0.5, 0.9)
    assert (mask.x, mask.y) == ((0.129,), (0.906,))


def test_lesions_by_size_with_n_under_the_size():
    measured = {FIRST: metrics(), SECOND: metrics()}
    assert lesion_counts(measured) == {"under 10 mm": "0 lesions", "10 to 20 mm": "6 lesions"}
    figure = size_figure(measured, LOOKS)
    assert figure.layout.xaxis.ticktext == ("under 10 mm<br>0 lesions", "10 to 20 mm<br>6 lesions")
    # Where there is no lesion there is no point; the interval reaches from 0.6 to 1.
    assert figure.data[0].y == (0.83,)
    assert figure.data[0].error_y.array == pytest.approx((0.17,))
    assert figure.data[0].error_y.arrayminus == pytest.approx((0.23,))
    fewer = {**measured, SECOND: metrics(lesion_detection={"by_size": [{"size": "under 10 mm"}]})}
    assert lesion_counts(fewer)["under 10 mm"] == "n differs"


def test_sizes_that_were_measured_differently_stay_apart():
    measured = {FIRST: metrics(), SECOND: grouped_card().metrics}
    (second,) = size_figure(measured, LOOKS).data
    # Two lesions of one subject are too few for a point.
    assert (second.name, second.y) == (SECOND, (0.667,))
    alone = size_figure({FIRST: metrics()}, LOOKS)
    assert alone.layout.title.text.endswith("by longest diameter")


def test_confusion_in_counts_and_row_percentages():
    (heat,) = confusion_figure(FIRST, metrics(), LOOKS[FIRST]).data
    assert list(heat.text[0]) == ["<b>64</b><br>94%", "<b>1</b><br>1%", "<b>3</b><br>4%"]
    assert list(heat.z[2]) == [1 / 15, 0, 14 / 15]
    empty = metrics(confusion_matrix=[[2, 0, 0], [0, 0, 0], [0, 0, 1]])
    assert list(confusion_figure(FIRST, empty, LOOKS[FIRST]).data[0].text[1]) == ["–", "–", "–"]


def test_reliability_before_and_after_with_the_slices_of_each_bin():
    figure = reliability_figure(FIRST, metrics(), LOOKS[FIRST])
    _, before, after, bars = figure.data
    assert (before.x, before.y) == ((0.91,), (0.97,))
    assert (after.x, after.y, after.customdata) == ((0.86, 0.97), (0.75, 0.98), (4, 81))
    assert bars.text == ("",) * 8 + ("4", "81")
    assert figure.layout.title.subtitle.text == "ECE 0.055 (0.030–0.100), before scaling 0.102"


def test_training_counts_on_through_the_stages():
    assert [row["at"] for row in staged(measured_card())] == [100, 200, 250, 300]
    figure = training_figure({FIRST: measured_card(), SECOND: CARD}, LOOKS)
    loss, marks = figure.data[:2]
    assert (loss.x, loss.y) == ((100, 200, 250, 300), (4.0, 1.0, 1.5, 0.8))
    # Step 50 of the second stage begins it, and its weights were kept.
    assert marks.x == (250, 250)
    assert marks.customdata == ("stage 2 begins", "these weights were kept")
    assert f"{SECOND} (no curve on its card)" in [t.name for t in figure.data if t.showlegend]
    assert len(figure.data) == 2 * 2 * len(PANELS)


def test_intervals_reach_from_the_figure_to_both_ends():
    figure = interval_figure({FIRST: metrics()}, LOOKS)
    assert len(figure.data) == len(SHOWN)
    dice = figure.data[SHOWN.index("lesion_dice")]
    assert dice.x == (0.818,)
    assert dice.error_x.array == pytest.approx((0.047,))
    assert dice.error_x.arrayminus == pytest.approx((0.464,))
    assert figure.data[SHOWN.index("liver_dice")].error_x.visible is False
    assert "ECE (lower is better)" in words(figure)


def test_a_figure_against_time_leaves_out_what_was_not_timed():
    measured = {FIRST: metrics(), SECOND: metrics()}
    figure = speed_figure("lesion_dice", measured, {FIRST: 11.5, SECOND: None}, LOOKS)
    (point,) = figure.data
    assert (point.x, point.y, point.text) == ((11.5,), (0.818,), (FIRST,))
    empty = speed_figure("lesion_dice", measured, {}, LOOKS)
    assert words(empty) == "Milliseconds per slice: not measured"


@pytest.mark.parametrize(
    "draw",
    [
        lambda m: roc_figure("malignant", {FIRST: m}, LOOKS),
        lambda m: froc_figure({FIRST: m}, LOOKS),
        lambda m: size_figure({FIRST: m}, LOOKS),
        lambda m: confusion_figure(FIRST, m, LOOKS[FIRST]),
        lambda m: reliability_figure(FIRST, m, LOOKS[FIRST]),
    ],
)
@pytest.mark.parametrize(
    "old", [{}, {"roc": 3, "lesion_detection": [], "reliability": {"scaled": [1]}}]
)
def test_a_card_without_the_figure_says_not_measured(draw, old):
    figure = draw(old)
    assert "not measured" in words(figure)
    assert not figure.data
