from dashboard.state.tour import STOPS, Stop, Tour


def test_five_stops_on_four_pages():
    assert [stop.page for stop in STOPS] == ["review", "explain", "compare", "risk", "risk"]


def test_it_goes_no_further_than_its_ends():
    tour = Tour(is_due=False)
    tour.go(-1)
    assert tour.stop is Stop.LESION
    assert tour.is_due
    for _ in range(7):
        tour.go(1)
    assert tour.stop is Stop.REPORT
    assert tour.is_last
    tour.go(-1)
    assert tour.stop is Stop.RISK
    assert not tour.is_last
