from dashboard.screens.models.sections import class_rows, left_out_sentences
from tests.dashboard.screens.models.measured import metrics


def test_each_class_with_intervals_and_both_counts():
    normal, benign, malignant = class_rows({"a": metrics()})
    assert normal == {
        "Model": "a",
        "Class": "normal",
        "Precision": "0.98",
        "Recall": "0.94 (0.89–0.98)",
        "F1": "0.96",
        "Slices": "68",
        "Subjects": "14",
    }
    assert (benign["Model"], benign["Slices"], benign["Subjects"]) == ("", "2", "not measured")
    assert malignant["F1"] == "0.88"
    assert {row["Recall"] for row in class_rows({"a": {}})} == {"not measured"}


def test_models_that_left_out_the_same_share_a_sentence():
    same = "8 slices from accuracy (class unknown)"
    assert left_out_sentences({"a": metrics(), "b": metrics()}) == [f"Left out: {same}."]
    other = metrics(left_out=[{"slices": 2, "reason": "bad", "left_out_of": "everything"}])
    assert left_out_sentences({"a": metrics(), "b": other}) == [
        f"Left out for a: {same}.",
        "Left out for b: 2 slices from everything (bad).",
    ]
    assert left_out_sentences({"a": {}}) == []
