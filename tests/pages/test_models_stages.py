"""The section "What the network sees" of the Models page."""

from dataclasses import replace

from dashboard.screens.models import preprocessing
from dashboard.services import models
from tests.core.known_network import MALIGNANT_HU, block_volume, hu_series
from tests.dashboard.tiny_case import CARD, session_with
from tests.pages.conftest import html_of

SECTION = "What the network sees"


def open_section(open_app, session=None):
    app = open_app("models", session)
    app.segmented_control(key="models-section").set_value(SECTION).run()
    assert not app.exception, app.exception
    return app


def test_before_a_series_is_open_it_says_where_to_open_one(open_app):
    app = open_section(open_app)
    assert "No series is open" in html_of(app)
    assert "Open one on the Review page" in [button.label for button in app.button]


def test_all_stages_of_the_slice_in_view_before_and_after(open_app):
    session = session_with()
    session.jump(session.opened, 3)
    drawn = html_of(open_section(open_app, session))
    assert "Slice 4 of 6" in drawn
    assert drawn.count('<section class="ll-stage ') == 6
    # Resize, window and noise filter; CLAHE and the crop are off.
    assert drawn.count("✓ used") == 3
    assert drawn.count("not used by this model") == 2
    assert drawn.count("in training only") == 1
    assert drawn.count('alt="Before') == drawn.count('alt="After') == 6
    # The network sees the liver on this slice: it is framed.
    assert drawn.count("<em style=") == 1


def test_a_slice_without_liver_stays_whole(open_app):
    session = session_with()
    session.jump(session.opened, 0)
    drawn = html_of(open_section(open_app, session))
    assert "No liver found on this slice: it stays whole" in drawn
    assert "<em style=" not in drawn


def test_the_cards_settings_decide_what_is_ticked(open_app, monkeypatch):
    settings = {"size": 64, "clahe": True, "crop_to_liver": True, "denoise": "none"}
    card = replace(CARD, card={"preprocessing": settings})
    monkeypatch.setattr(models, "model_cards", lambda: {card.name: card})
    drawn = html_of(open_section(open_app, session_with()))
    assert drawn.count("✓ used") == 4
    assert drawn.count("not used by this model") == 1


def test_after_an_analysis_the_crop_is_that_of_the_series(open_app, monkeypatch):
    # On slice 5 the liver is small; the box of the series is that of the other slices.
    volume = block_volume(6)
    volume[5] = volume[0]
    volume[5, 20:40, 20:40] = volume[1, 20, 20]
    volume[3, 20:32, 20:32] = MALIGNANT_HU
    boxes = []

    def crop_to_liver(*arguments):
        boxes.append(real(*arguments))
        return boxes[-1]

    real = preprocessing.crop_to_liver
    monkeypatch.setattr(preprocessing, "crop_to_liver", crop_to_liver)
    for analysed in (False, True):
        session = session_with(hu_series(volume), analysed=analysed)
        session.jump(session.opened, 5)
        assert ("Not analysed yet" in html_of(open_section(open_app, session))) is not analysed
    # 20 rows of 1.5 mm, and the 40 of the series, with 15 mm on either side.
    heights = [box.box_mm[1] - box.box_mm[0] for box in boxes]
    assert heights == [30 + 30, 60 + 30]


def test_settings_that_make_no_sense_are_one_sentence(open_app, monkeypatch):
    card = replace(CARD, card={"preprocessing": {"denoise_sigma": -1}})
    monkeypatch.setattr(models, "model_cards", lambda: {card.name: card})
    app = open_section(open_app, session_with())
    assert len(app.error) == 1
    assert app.error[0].value.startswith("The card of known: the preprocessing setting denoise_si")
