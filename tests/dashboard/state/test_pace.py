from dashboard.state.pace import Pace


def test_what_was_expected_counts_until_there_is_a_pace():
    now = [100.0]
    pace = Pace(lambda: now[0], expected_seconds=8.0)
    assert pace.seconds_left(0, 10) is None  # it waits for its turn
    pace.begin()
    assert pace.seconds_left(0, 10) == 8.0
    now[0] = 103.0
    pace.report(2)
    assert pace.seconds_left(2, 10) == 5.0
    now[0] = 104.0
    assert pace.seconds_left(4, 10) == 3.0  # two steps in a second, six to go


def test_nothing_is_promised_after_longer_than_expected():
    now = [0.0]
    pace = Pace(lambda: now[0], expected_seconds=8.0)
    pace.begin()
    now[0] = 8.0
    assert pace.seconds_left(0, 10) is None


def test_without_expectation_there_is_only_the_pace():
    now = [0.0]
    pace = Pace(lambda: now[0])
    pace.begin()
    pace.report(0)
    assert pace.seconds_left(0, 4) is None
    pace.report(1)
    now[0] = 2.0
    assert pace.seconds_left(1, 4) is None
    assert pace.seconds_left(2, 4) == 4.0
