"""About scans, their masks, and the file that is made of them."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def no_usable_slice(scan: str) -> str:
    return f"{scan}: holds no slice that can be used: lower --min-liver-mm2 or leave it out."


@sentence
def no_decathlon_folders(folder: str, images: str, labels: str) -> str:
    return f"{folder}: holds no {images} and {labels}: check the folder."


@sentence
def no_chaos_folders(folder: str) -> str:
    return f"{folder}: holds no T1DUAL or T2SPIR with a folder Ground: check the folder."


@sentence
def no_atlas_files(folder: str) -> str:
    return f"{folder}: holds no imagesTr/imN.nii.gz and labelsTr/lbN.nii.gz: check the folder."


@sentence
def no_lld_mmri_folders(folder: str) -> str:
    return f"{folder}: holds no labels/labels.txt beside a folder images: check the folder."


@sentence
def no_such_images(scan: str, folder: str) -> str:
    return f"{scan}: there are no images in {folder}: unpack the set again or leave this one out."


@sentence
def other_number_of_labels(scan: str, labels: int, images: int) -> str:
    return f"{scan}: {labels} PNG labels for {images} images: unpack the set again."


@sentence
def label_of_other_size(file: str, scan: str) -> str:
    return f"{scan}: {file} has another size than its image: unpack the set again."


@sentence
def label_line_unreadable(file: str, line: int) -> str:
    return f"{file}: line {line} is not a name and a class from 0 to 6: correct it."


@sentence
def several_tasks(folder: str, first: str, second: str) -> str:
    return f"{folder}: holds several tasks ({first}, {second}): name one."


@sentence
def no_nifti(folder: str, images: str, labels: str) -> str:
    return f"{folder}: {images} and {labels} hold no NIfTI: unpack them."


@sentence
def label_is_not_liver(file: str, organ: object) -> str:
    return f"{file}: says that label 1 is {organ!r}, not liver: check the task."


@sentence
def not_json(file: str) -> str:
    return f"{file}: can't be read as JSON: restore it or remove it."


@sentence
def slices_unreadable(source: str, missing: int, n: int) -> str:
    return f"{source}: {missing} of {n} slices can't be read: copy the files again."


@sentence
def no_dicom_images(folder: str) -> str:
    return f"{folder}: holds no DICOM images: check the folder."


@sentence
def mask_slices_do_not_match(mask: str, slice_name: str, n: int, what: str) -> str:
    return f"{mask}/{slice_name}: {n} of the mask's slices {what}: unpack it again."


@sentence
def mask_size_differs(
    mask: str, slice_name: str, columns: int, rows: int, ct_columns: int, ct_rows: int
) -> str:
    return (
        f"{mask}/{slice_name}: has {columns} x {rows} pixels and the CT {ct_columns} x "
        f"{ct_rows}: check that they belong together."
    )


@sentence
def mask_unreadable(mask: str, file: str) -> str:
    return f"{mask}/{file}: can't be read as a DICOM mask: copy it again."


@sentence
def not_a_zip(file: str) -> str:
    return f"{file}: is no archive: download it again."


@sentence
def no_liver_segment(file: str) -> str:
    return (
        f"{file}: holds no segment called liver, without which healthy liver can't be told "
        "from the rest: add it."
    )


@sentence
def segmentation_size_differs(
    file: str, columns: int, rows: int, ct: str, ct_columns: int, ct_rows: int
) -> str:
    return (
        f"{file} has {columns} x {rows} pixels and {ct} {ct_columns} x {ct_rows}: check that "
        "they belong together."
    )


@sentence
def frame_off_the_ct(file: str, ct: str) -> str:
    return f"{file} has a frame that lies on no slice of {ct}: check that they belong together."


@sentence
def picture_has_more_bits(file: str) -> str:
    return (
        f"{file}: has more than 8 bits per pixel, so it is no windowed picture: save it as "
        "NIfTI or DICOM with its HU."
    )


@sentence
def picture_too_small(file: str, columns: int, rows: int, smallest: int) -> str:
    return f"{file}: has only {columns} x {rows} pixels: leave out pictures under {smallest}."


@sentence
def no_pictures(folder: str) -> str:
    return f"{folder}: holds no PNG or JPEG: check the folder."


@sentence
def folder_is_no_class(file: str, folder: str) -> str:
    return (
        f"{file}: lies in the folder {folder!r}, which is no class: sort the pictures into "
        "normal, benign and malignant."
    )


@sentence
def picture_unreadable(file: str) -> str:
    return f"{file}: can't be read as a picture: leave it out."


@sentence
def picture_in_colour(file: str) -> str:
    return f"{file}: is in colour, so it is no CT slice: leave it out."


@sentence
def picture_twice(picture: object, first: object) -> str:
    return f"{picture}: is the same picture as {first}: keep it in one class."


@sentence
def picture_not_allowed(picture: object) -> str:
    return f"{picture}: can't be read: check its permissions."


@sentence
def no_ct_folder(folder: str, ct: str) -> str:
    return f"{folder}: holds no {ct}: check the folder."


@sentence
def no_mask_folder(patient: str, masks: str) -> str:
    return f"{patient}: has no {masks}: add it or leave the patient out."


@sentence
def no_liver_mask(patient: str, masks: str) -> str:
    return f"{patient}: {masks} lacks the folder liver: unpack it again or leave it out."


@sentence
def no_such_source(source: str) -> str:
    return f"{source}: does not exist: check the path."


@sentence
def neither_folder_nor_csv(source: str) -> str:
    return f"{source}: is neither a folder nor a CSV: unpack it and name the folder."


@sentence
def empty_folder(source: str) -> str:
    return f"{source}: is an empty folder: check the path."


@sentence
def layout_unknown(source: str, looks: str) -> str:
    return f"{source}: has no layout that is known: {looks}."


@sentence
def several_layouts(source: str, layouts: str) -> str:
    return (
        f"{source}: holds several layouts ({layouts}): name a folder of one, or choose with "
        "--layout."
    )


@sentence
def layout_needs(source: str, layout: str, needed: str) -> str:
    return f"{source}: the layout {layout} needs {needed}: check the path."


@sentence
def no_lits_files(folder: str) -> str:
    return f"{folder}: holds no volume-N.nii and segmentation-N.nii: check the folder."


@sentence
def scan_twice(file: str, first: str, second: str) -> str:
    return f"{file}: lies in {first} and again in {second}: keep one of them."


@sentence
def mask_labels_unknown(scan: str, unknown: object) -> str:
    return (
        f"{scan}: holds the labels {unknown} beside 0 background, 1 liver and 2 tumour: "
        "recode them."
    )


@sentence
def mask_without_liver(scan: str) -> str:
    return f"{scan}: holds no liver (label 1): check that it is the right one."


@sentence
def not_hounsfield(scan: str, why: str) -> str:
    return f"{scan}: {why.rstrip('.')}: correct its rescale, or leave the scan out (--skip-bad)."


@sentence
def wrong_suffix(file: str, suffix: str) -> str:
    return f"{file}: the training file must end in {suffix}: rename it."


@sentence
def no_usable_scan(source: str, why: str) -> str:
    return f"{source}: no scan of it can be used: {why}"


@sentence
def output_is_a_folder(path: str) -> str:
    return f"{path}: is a folder: name a file."


@sentence
def output_exists(path: str) -> str:
    return f"{path}: exists already: choose another name or --overwrite."


@sentence
def subject_pattern_does_not_match(name: str, pattern: str) -> str:
    return f"{name}: --subject-pattern {pattern!r} doesn't match it: widen the pattern."
