from dashboard.screens.explain.words import completeness_in_words, in_words, scale_in_words
from tests.dashboard.screens.explain.made import explanation


def test_what_to_see_depends_on_the_method():
    assert in_words(explanation([[0.0]])).code == "heatmap_is_empty"
    assert in_words(explanation()).code == "bright_regions_raise"
    assert in_words(explanation(method="saliency")).code == "bright_pixels_move"
    assert in_words(explanation(method="occlusion", signed=True)).code == "red_raises_blue_lowers"
    assert in_words(explanation()).startswith("Slice 7: ")
    assert "malignant-looking" in in_words(explanation())


def test_what_full_colour_stands_for():
    assert "4 logits of evidence" in scale_in_words(explanation())
    plain = explanation(scale=0.01234, parameters={"unit": "logits per pixel"})
    assert scale_in_words(plain).code == "full_colour"
    assert "0.012, in logits per pixel" in scale_in_words(plain)
    found = scale_in_words(explanation(parameters={"unit": "logits"}, scale_estimated_from=2))
    assert found.code == "full_colour_estimated"
    assert "2 slices" in found


def test_completeness_is_mentioned_where_the_method_promises_it():
    assert completeness_in_words(explanation()) == ""
    assert "0.021 logits" in completeness_in_words(explanation(convergence_delta=-0.0213))
