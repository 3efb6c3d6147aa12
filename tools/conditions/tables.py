"""The tables of docs/conditions.md, made by meeting every condition."""

from __future__ import annotations

from collections.abc import Iterable

from tools.conditions import archives, grouping, headers, masks, mr, names, nifti, pydicom_files
from tools.conditions.condition import Condition, Met
from tools.studies.marked import put_between

#: Name of the table -> its conditions.
GROUPS: dict[str, tuple[Condition, ...]] = {
    "headers": headers.CONDITIONS,
    "series": grouping.CONDITIONS,
    "MR": mr.CONDITIONS,
    "names": names.CONDITIONS,
    "files": archives.CONDITIONS,
    "NIfTI": nifti.CONDITIONS,
    "masks": masks.CONDITIONS,
}
PYDICOM = "pydicom's files"


def marks(name: str) -> tuple[str, str]:
    """Around the table of that name, unseen on the page."""
    return f"<!-- {name}: made by tools/conditions/tables.py -->", f"<!-- end of {name} -->"


def table(conditions: Iterable[Condition]) -> str:
    """One row per condition, with what was said when it was met."""
    rows = ["| What is met | What happens | Slices | What is said |", "|---|---|---|---|"]
    rows += [_row(condition.what, condition.met()) for condition in conditions]
    return "\n".join(rows)


def _row(what: str, met: Met) -> str:
    said = "<br>".join(f"{_cell(one)} `{one.code}`" for one in met.said)
    slices = " + ".join(map(str, met.slices))
    return f"| {what} | {met.outcome} | {slices} | {said} |"


def pydicom_table() -> str:
    """One row per outcome and code."""
    rows = ["| What happens | Codes | Files |", "|---|---|---|"]
    rows += [
        f"| {outcome} | {', '.join(f'`{code}`' for code in codes)} | {_cell(files)} |"
        for outcome, codes, files in pydicom_files.rows()
    ]
    return "\n".join(rows)


def with_tables(text: str) -> str:
    """The page with all tables as they should be."""
    for name, conditions in GROUPS.items():
        text = put_between(text, *marks(name), table(conditions))
    return put_between(text, *marks(PYDICOM), pydicom_table())


def _cell(text: str) -> str:
    """As it stands in a table of Markdown."""
    for sign in "\\|<*_`":
        text = text.replace(sign, f"\\{sign}")
    return text
