import csv
import json

from core import DISCLAIMER
from dashboard.screens.models.model_downloads import figures_csv, figures_json
from tests.dashboard.screens.models.measured import SPEED, grouped_card, measured_card
from tests.dashboard.tiny_case import CARD


def test_the_csv_has_one_row_per_figure_with_the_disclaimer():
    lines = figures_csv({"known": measured_card()}, {"known": SPEED}).splitlines()
    rows = {(r["part"], r["figure"]): r for r in csv.DictReader(lines)}
    assert {row["disclaimer"] for row in rows.values()} == {DISCLAIMER}
    dice = rows["test", "lesion_dice"]
    assert (dice["value"], dice["ci95_low"], dice["ci95_high"]) == ("0.818", "0.354", "0.865")
    assert dice["n"] == "18 slices with a lesion"
    assert rows["validation", "lesion_dice"]["value"] == "0.782"
    assert rows["test", "recall normal"]["ci95_low"] == "0.89"
    assert rows["test", "recall normal"]["n"] == "68"
    assert rows["test", "lesion_sensitivity 10 to 20 mm"]["n"] == "6"
    assert rows["", "ms_per_slice_median"]["value"] == "11.5"


def test_the_csv_has_the_figures_of_each_group():
    lines = figures_csv({"known": grouped_card()}, {}).splitlines()
    rows = {r["figure"]: r for r in csv.DictReader(lines) if r["part"] == "test"}
    found = rows["lesion_sensitivity phase=portal"]
    assert (found["value"], found["ci95_low"], found["ci95_high"]) == ("0.81", "0.7", "1.0")
    assert rows["liver_dice source=msd08a"]["value"] == "0.95"
    assert "liver_dice phase=arterial" not in rows


def test_the_json_holds_what_the_cards_hold():
    card = measured_card()
    content = json.loads(figures_json({"known": card, "bare": CARD}, {"known": SPEED}))
    assert content["disclaimer"] == DISCLAIMER
    known, bare = content["models"]
    assert known["metrics"] == json.loads(json.dumps(card.metrics))
    assert (known["sha256"], known["speed"]["ms_per_slice_median"]) == (card.sha256, 11.5)
    assert (bare["metrics"], bare["speed"]) == (None, None)


def test_a_card_without_figures_is_only_a_heading():
    assert len(figures_csv({"known": CARD}, {}).splitlines()) == 1
