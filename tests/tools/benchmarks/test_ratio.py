from tools.benchmarks.ratio import Spread, race


def test_spread_is_median_and_ends():
    assert f"{Spread.of([3.0, 1.0, 2.0]):.1f}" == "2.0 (1.0 to 3.0)"


def test_race_takes_ratios_round_by_round(monkeypatch):
    # Ours takes 1 s, then 10 s on a machine that slowed down; the other twice as long each time.
    now = iter([0, 1, 0, 2, 0, 20, 0, 10])
    monkeypatch.setattr("tools.benchmarks.ratio.time.perf_counter", lambda: next(now))
    found = race({"ours": dict, "other": dict}, rounds=2, warm_up=0)
    assert found.ratios["other"] == Spread(2.0, 2.0, 2.0)
    assert found.seconds["ours"].highest == 10
