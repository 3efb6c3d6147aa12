"""Large type: one factor for all texts, chosen once in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import plotly.graph_objects as go

from dashboard import theme
from dashboard.components import large_type


def test_sizes_of_text_follow_the_factor_and_nothing_else():
    css = "a { font-size: 12.5px; line-height: 18px; width: 40px; border: 1px solid }"
    assert theme.scaled(css) == (
        "a { font-size: calc(12.5px * var(--type, 1)); line-height: calc(18px * var(--type, 1)); "
        "width: 40px; border: 1px solid }"
    )
    assert theme.scaled("a { font: 600 13px/1.4 x }") == (
        "a { font: 600 calc(13px * var(--type, 1))/1.4 x }"
    )
    assert theme.scaled("a {\n  font: 13px/1.4 x;\n  font: inherit;\n}") == (
        "a {\n  font: calc(13px * var(--type, 1))/1.4 x;\n  font: inherit;\n}"
    )


def test_no_text_of_a_sheet_is_left_out():
    sheets = "\n".join(
        (Path(theme.__file__).parent / name).read_text(encoding="utf-8") for name in theme._SHEETS
    )
    sized = re.findall(r"font(?:-size)?:[^;]*?\dpx", sheets)
    assert sized
    assert theme.scaled(sheets).count("px * var(--type, 1)") >= len(sized)


def test_texts_of_a_chart_grow_with_the_room_around_them():
    figure = go.Figure(
        go.Scatter(x=[1], y=[2], textfont={"size": 10}),
        {
            "font": {"size": 12},
            "height": 400,
            "margin": {"l": 40, "t": 20},
            "xaxis": {"tickfont": {"color": "red"}},
            "annotations": [{"text": "a", "font": {"size": 20}}],
        },
    )
    large = large_type.enlarged(figure)
    assert large.layout.font.size == 16
    assert large.layout.xaxis.tickfont.size == 16
    assert large.layout.annotations[0].font.size == 27
    assert large.data[0].textfont.size == 14
    assert (large.layout.height, large.layout.margin.l, large.layout.margin.t) == (540, 54, 27)
    assert figure.layout.font.size == 12
