from dashboard.components.charts.palette import looks
from dashboard.screens.models.model_rows import COLUMNS, count_row, model_rows
from tests.dashboard.screens.models.measured import SPEED, measured_card, metrics
from tests.dashboard.tiny_case import CARD

TITLES = [column.title for column in COLUMNS]


def rows_of(*cards, part="Test", speeds=None):
    by_name = {card.name: card for card in cards}
    speeds = {card.name: card.card.get("speed", {}) for card in cards} | (speeds or {})
    return model_rows(by_name, part, looks(by_name), speeds)


def cell(row, title):
    return row.cells[TITLES.index(title)]


def best(cell):
    return cell.tone == "best"


def test_a_cell_is_a_figure_with_its_interval_and_what_stands_behind_it():
    (row,) = rows_of(measured_card())
    dice = cell(row, "Lesion Dice")
    assert (dice.text, dice.small, dice.value) == ("0.818", "0.35–0.86", 0.818)
    assert "18 slices with a lesion" in dice.hint
    assert "before temperature scaling 0.102" in cell(row, "ECE").hint
    assert "of 5 subjects" in cell(row, "Lesions found").hint
    speed = cell(row, "ms/slice")
    assert (speed.text, speed.small) == ("11.5", "by its card")
    assert "95th percentile 13.1 ms. Fast CPU, 2 threads, onnx" in speed.hint
    assert (cell(row, "MB").text, cell(row, "M param.").text) == ("9.1", "4.5")


def test_a_card_that_holds_nothing_says_so_in_each_cell():
    (row,) = rows_of(CARD)
    assert {cell.text for cell in row.cells[1:]} == {"not measured", "not stated"}
    assert {cell.value for cell in row.cells[1:]} == {None}


def test_the_best_is_the_highest_or_where_less_is_better_the_lowest():
    first = measured_card("a")
    second = measured_card("b", metrics=metrics(lesion_dice=0.7, ece=0.02, auc_lesion=None))
    a, b = rows_of(first, second)
    assert (best(cell(a, "Lesion Dice")), best(cell(b, "Lesion Dice"))) == (True, False)
    assert (best(cell(a, "ECE")), best(cell(b, "ECE"))) == (False, True)
    # Alone, or all alike: nothing is better than anything.
    assert not best(cell(a, "AUC lesion"))
    assert not best(cell(a, "Liver Dice"))


def test_a_backbone_is_named_where_the_name_is_another():
    card = measured_card("mine")
    assert (rows_of(card)[0].id, cell(rows_of(card)[0], "Model").small) == ("mine", "")
    renamed = type(card)("mine", "vgg16", card.file, card.sha256, card.card)
    assert cell(rows_of(renamed)[0], "Model").small == "vgg16"


def test_the_row_of_counts():
    same = {"a": measured_card("a"), "b": measured_card("b")}
    assert count_row(same, "Test")[:3] == ["n", "93 slices", "18 slices with a lesion"]
    assert count_row(same, "Test")[-3:] == ["", "", ""]
    other = {**same, "c": measured_card("c", metrics=metrics(n_slices=50))}
    assert count_row(other, "Test")[1] == "n differs"
    assert set(count_row({"known": CARD}, "Test")[1:]) == {""}


def test_a_speed_measured_here_takes_the_place_of_the_cards():
    here = {**SPEED, "ms_per_slice_median": 99.0, "analyses": 2, "n_slices": 50}
    (row,) = rows_of(measured_card(), speeds={"known": here})
    speed = cell(row, "ms/slice")
    assert (speed.text, speed.small) == ("99.0", "onnx, 50 slices")
    assert speed.hint.startswith("Measured here in 2 analyses of 50 slices, onnx.")


def test_a_time_of_this_machine_is_not_compared_with_that_of_another():
    def marked(**milliseconds):
        here = {
            name: {**SPEED, "ms_per_slice_median": ms, "analyses": 1, "n_slices": 6}
            for name, ms in milliseconds.items()
        }
        rows = rows_of(*map(measured_card, "abc"), speeds=here)  # 11.5 by their cards
        return [best(cell(row, "ms/slice")) for row in rows]

    assert marked(a=50.0) == [False, False, False]
    assert marked(a=50.0, b=40.0) == [False, True, False]
