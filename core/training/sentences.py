"""What `core.training` says to people, a function per sentence."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def no_candidate_of_class(kind: str) -> str:
    return (
        f"among the candidates of the training subjects none is {kind}: give slices with "
        "more liver, or more simulations."
    )


@sentence
def card_names_no_subjects(model: str) -> str:
    return f"{model}: its card names no test and validation subjects: it can't be updated."


@sentence
def no_liver_outline_of_its_own(model: str) -> str:
    return f"{model} has no liver outline of its own: name a network."


@sentence
def settings_unusable(why: object) -> str:
    return f"the training settings can't be used: {why}."


@sentence
def sizes_differ(files: str, sides: object) -> str:
    return (
        f"{files}: slices of {sides} pixels can't be used together: prepare all of them at "
        "one size."
    )


@sentence
def arrays_missing(file: str, missing: str, needed: str) -> str:
    return f"{file}: lacks {missing}: the arrays {needed} are needed."


@sentence
def arrays_do_not_match(file: str, image: object, label: object, subject: object) -> str:
    return (
        f"{file}: image {image}, label {label} and subject {subject} do not belong together: "
        "(n, s, s), (n, s, s) and (n,) are expected."
    )


@sentence
def sides_do_not_fit(file: str, rows: int, columns: int, multiple: int) -> str:
    return (
        f"{file}: slices of {rows} x {columns} pixels don't fit the networks: both sides "
        f"must be multiples of {multiple}."
    )


@sentence
def labels_unknown(file: str, unknown: object, allowed: object) -> str:
    return f"{file}: labels {unknown} are outside {allowed}: recode them."


@sentence
def file_needs_more_memory(file: str) -> str:
    return f"{file}: needs more memory than there is: split it into smaller files."


@sentence
def not_an_npz(file: str) -> str:
    return f"{file}: can't be read as an .npz of arrays: write it with numpy.savez."


@sentence
def no_such_subjects(files: str) -> str:
    return f"{files}: holds none of the subjects asked for: use --split all."


@sentence
def no_such_column(name: str, columns: str) -> str:
    return f"there is no column {name!r} in the data: name one of {columns}."


@sentence
def card_names_no_part(model: str, part: str) -> str:
    return f"{model}: its card names no {part} subjects: score with --split all."


@sentence
def quality_does_not_match(file: str, quality: object, n: int) -> str:
    return f"{file}: quality {quality} does not belong to {n} slices: one word per slice is needed."


@sentence
def words_do_not_match(file: str, key: str, words: object, n: int) -> str:
    return f"{file}: {key} {words} does not belong to {n} slices: one word per slice is needed."


@sentence
def slice_class_does_not_match(file: str, words: object, n: int) -> str:
    return (
        f"{file}: slice_class {words} does not belong to {n} slices: one word per slice is needed."
    )


@sentence
def slice_class_unknown(file: str, unknown: object, allowed: object) -> str:
    return f"{file}: slice_class holds {unknown}, outside {allowed}: rename them."


@sentence
def not_text(file: str, key: str, wanted: str) -> str:
    return f"{file}: {key} does not hold {wanted}: write it again."


@sentence
def not_a_list(file: str, key: str, shape: object) -> str:
    return f"{file}: {key} {shape} is no list: one value per slice is needed."


@sentence
def slice_class_contradicts_label(file: str, word: str, row: int) -> str:
    return (
        f"{file}: slice_class says {word} in row {row}, whose label says otherwise: correct "
        "one, or fill the label with 255."
    )


@sentence
def slice_beyond_series(series: str, slice_number: int, last: int) -> str:
    return f"{series}: slice {slice_number} was asked for, but the series ends at {last}."


@sentence
def not_a_range(text: str) -> str:
    return f"{text!r} is no range of slices: write INPUT:FIRST-LAST or INPUT:FIRST-LAST:STEP."


@sentence
def empty_range(text: str) -> str:
    return f"{text!r} is an empty range: FIRST must not be above LAST."


@sentence
def overlap_loss_unknown(name: str, choices: str) -> str:
    return f"the overlap loss {name!r} is not known: choose one of {choices}."


@sentence
def too_few_subjects(n: int) -> str:
    return f"{n} subjects can't be split into train, validation and test: at least 3 are needed."


@sentence
def subjects_on_two_sides(file: str, twice: object) -> str:
    return f"{file}: subjects {twice} are on two sides: keep them apart."


@sentence
def subjects_unlisted(file: str, unlisted: object) -> str:
    return f"{file}: says nothing of the subjects {unlisted}: use the split of this data."


@sentence
def not_a_split(file: str, parts: str) -> str:
    return (
        f"{file}: can't be read as a split: a JSON object with the lists of subject numbers "
        f"{parts} is needed."
    )


@sentence
def weights_do_not_fit(file: str, backbone: str) -> str:
    return (
        f"{file}: the weights of {backbone} can't start this backbone: give a checkpoint of "
        "the same one or of a shallower residual network of its family."
    )


@sentence
def encoder_does_not_fit(file: str, backbone: str) -> str:
    return (
        f"{file}: the encoder of {backbone} can't start this backbone: give a checkpoint of "
        "the same one."
    )


@sentence
def facts_are_measured(file: str, fields: str) -> str:
    return f"{file}: {fields} can't be told, because training writes it itself: remove it."


@sentence
def fact_is_no_text(file: str, field: str) -> str:
    return f"{file}: {field} must be a text in quotation marks: correct it."


@sentence
def fact_is_no_list(file: str, field: str) -> str:
    return f"{file}: {field} must be a text or a list of texts: correct it."


@sentence
def outlines_nothing() -> str:
    return (
        "No training slice has an outline, so this model outlines nothing, neither liver nor "
        "lesions: `evaluate` scores its classes, but `analyze` finds no liver and can't assess a "
        "patient. For that, add slices with outlines, or a --teacher."
    )


@sentence
def teacher_sees_otherwise(file: str) -> str:
    return (
        f"{file} was trained on slices prepared in another way (grid, HU range or filters), so it "
        "can't teach this network: choose another teacher, or train with its preprocessing."
    )


# Backbones with a fixed input size.


@sentence
def slices_of_another_size(backbone: str, rows: int, columns: int, side: int) -> str:
    return (
        f"{backbone!r} takes slices of one size, and the data has {rows} x {columns} pixels where "
        f'the settings say {side}: give a --config with {{"preprocessing": {{"size": {rows}}}}}.'
    )


@sentence
def trained_on_whole_slices(backbone: str, side: int) -> str:
    return (
        f"{backbone!r} takes slices of {side} x {side} pixels only: trained on whole slices, not "
        "on crops, which takes longer."
    )


# -- why a model is not shown to work in a phase of contrast ---------------------------------------


@sentence
def phase_of_few_subjects(n: int, needed: int) -> str:
    return f"{n} validation subjects have the kind of slice that is needed, fewer than {needed}."


@sentence
def phase_not_told_apart(auc: float, needed: float) -> str:
    return f"Slices with a lesion are not told from others: AUC {auc:.2f}, below {needed}."


@sentence
def phase_no_better_than_chance() -> str:
    return "The interval of the AUC includes 0.5, which is guessing."


@sentence
def phase_lesions_missed(share: float, needed: float) -> str:
    return f"{share:.0%} of the lesions are found, fewer than {needed:.0%}."


@sentence
def phase_false_alarms(share: float, allowed: float) -> str:
    return (
        f"A lesion is outlined on {share:.0%} of the lesion-free slices, more than {allowed:.0%}."
    )


@sentence
def trained_on_them(model: str, file: str, subjects: list[int]) -> str:
    return (
        f"{model} was trained on subjects that {file} keeps for validation or test "
        f"({', '.join(map(str, subjects[:5]))}{' ...' if len(subjects) > 5 else ''}): figures on "
        "them would flatter it. Choose another split."
    )


@sentence
def several_modalities(found: str) -> str:
    return f"The slices are of {found}: train a model on one of them; prepare a file for each."
