from dashboard.state.explain_choice import Choice


def test_a_click_on_a_small_view_is_followed_once_and_keeps_the_large_one_in_sight():
    choice = Choice(method="grad_cam", beside=("saliency",))
    assert choice.follow(("saliency", 100.0))
    assert (choice.method, choice.beside) == ("saliency", ("saliency", "grad_cam"))
    assert not choice.follow(("saliency", 100.0))
    assert not choice.follow(None)


def test_without_small_views_a_new_method_brings_none():
    choice = Choice()
    choice.show_large("occlusion")
    assert (choice.method, choice.beside) == ("occlusion", ())


def test_settings_belong_to_their_method():
    choice = Choice()
    choice.set_parameter("occlusion", "window", 16)
    choice.set_parameter("occlusion", "stride", 8)
    assert choice.parameters == {"occlusion": {"window": 16, "stride": 8}}
