from dashboard.state.heatmap_costs import Cost, HeatmapCosts


def expected(costs, method="occlusion", passes=10, gradient=False, weights="a"):
    return costs.expected(weights, method, passes, gradient=gradient)


def test_nothing_is_known_before_anything_was_measured():
    assert expected(HeatmapCosts()) is None


def warm(*weights) -> HeatmapCosts:
    """Scoring by these has been run before."""
    costs = HeatmapCosts()
    for one in weights:
        costs.ran(one, "feature_ablation", passes=1, seconds=99.0, gradient=False)
    return costs


def test_the_first_run_of_a_kind_warms_up():
    costs = warm("a")
    assert expected(costs, "feature_ablation") is None
    costs.ran("a", "grad_cam", passes=1, seconds=99.0, gradient=True)
    assert expected(costs, "grad_cam", gradient=True) is None
    costs.ran("a", "grad_cam", passes=1, seconds=0.5, gradient=True)
    assert expected(costs, "grad_cam", passes=1, gradient=True) == Cost(0.5, ran=True)


def test_a_run_counts_more_than_a_single_pass():
    costs = warm("a")
    costs.tried("a", gradient=False, seconds=0.5)
    assert expected(costs) == Cost(5.0, ran=False)
    assert expected(costs, gradient=True) is None
    costs.ran("a", "occlusion", passes=20, seconds=4.0, gradient=False)
    assert expected(costs) == Cost(2.0, ran=True)
    assert expected(costs, passes=40) == Cost(8.0, ran=True)
    # Another method has not run, and nothing is known of another model.
    assert expected(costs, "kernel_shap") == Cost(5.0, ran=False)
    assert expected(costs, weights="b") is None


def test_the_last_run_counts():
    costs = warm("a")
    costs.ran("a", "occlusion", passes=10, seconds=9.0, gradient=False)
    costs.ran("a", "occlusion", passes=10, seconds=3.0, gradient=False)
    assert expected(costs) == Cost(3.0, ran=True)
