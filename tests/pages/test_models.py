from dataclasses import replace

from dashboard import resources
from tests.dashboard.tiny_case import CARD
from tests.pages.conftest import html_of


def test_a_card_without_figures_says_so(open_app):
    app = open_app("models")
    assert [s.value for s in app.subheader] == ["known"]
    assert "Not measured." in [c.value for c in app.caption]
    assert "Not stated." in [c.value for c in app.caption]
    assert CARD.sha256 in html_of(app)


def test_figures_limits_and_facts_are_the_cards_own(open_app, monkeypatch):
    card = replace(
        CARD,
        card={
            "metrics": {"n_subjects": 14, "liver_dice": 0.9312, "ci95": {"liver_dice": [0.9, 1]}},
            "limits": ["No arterial scans were seen."],
            "licence": "Apache-2.0",
        },
    )
    monkeypatch.setattr(resources, "model_cards", lambda: {card.name: card})
    app = open_app("models")
    drawn = html_of(app)
    assert "<td>0.931</td><td>0.90 – 1.00</td><td>not measured</td>" in drawn
    assert "Apache-2.0" in drawn
    assert "<li>No arterial scans were seen.</li>" in drawn
    assert "14 subjects" in [c.value for c in app.caption]


def test_without_any_model(open_app, monkeypatch):
    monkeypatch.setattr(resources, "model_cards", dict)
    app = open_app("models")
    assert "There is no model" in app.info[0].value
