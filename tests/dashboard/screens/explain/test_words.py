from dashboard.screens.explain.words import completeness_in_words, in_words, scale_in_words
from tests.dashboard.screens.explain.made import explanation


def test_an_empty_heatmap_is_said_to_be_empty():
    assert in_words(explanation([[0.0]])) == (
        "Slice 7: no region moves the malignant-looking score, the heatmap is empty."
    )


def test_what_colours_mean_depends_on_the_method():
    assert in_words(explanation()).endswith("bright regions raise the malignant-looking score.")
    assert "up or down" in in_words(explanation(method="saliency"))
    assert "blue lowers it" in in_words(explanation(method="occlusion", signed=True))


def test_what_full_colour_stands_for():
    assert scale_in_words(explanation()) == (
        "Full colour is the same on every slice: 4 logits of evidence."
    )
    plain = explanation(scale=0.01234, parameters={"unit": "logits per pixel"})
    assert scale_in_words(plain).endswith("slice: 0.012, in logits per pixel.")


def test_completeness_is_spoken_of_where_it_is_promised():
    assert completeness_in_words(explanation()) == ""
    assert "up to 0.021 logits" in completeness_in_words(explanation(convergence_delta=-0.0213))
