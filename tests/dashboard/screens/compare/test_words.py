from dashboard.screens.compare import words


def test_figures_as_people_read_them():
    assert words.share(0.456) == "0.46"
    assert words.share(-0.2) == "−0.20"
    assert words.milliseconds(12.34) == "12.3"
    assert words.megabytes(9_137_395) == "9.1"
    assert words.millions(3_371_000) == "3.4"


def test_without_an_answer_there_is_a_dash():
    functions = (words.share, words.milliseconds, words.millimetres, words.megabytes)
    assert {function(None) for function in functions} == {words.NONE}
    assert words.millions(None) == words.NONE
