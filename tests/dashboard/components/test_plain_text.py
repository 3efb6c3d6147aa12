"""What others wrote stays text where Streamlit draws Markdown."""

import pytest

from dashboard.components.plain_text import plain

WJ = "\N{WORD JOINER}"


@pytest.mark.parametrize(
    "text",
    [
        "known.pth: there is no such weights file: check the name.",
        "2 files were left out (no pixels); LIVERLENS_DATA_DIRS is not set.",
        "20-30 % of 5 mm, Müller & Söhne",
    ],
)
def test_an_ordinary_sentence_stays_as_it_is(text):
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("[a](b)", r"\[a\](b)"),
        ("![a](b)", r"!\[a\](b)"),
        ("*a* `b` _c_ ~~d~~", r"\*a\* \`b\` \_c\_ \~\~d\~\~"),
        ("<b>", r"\<b\>"),
        ("$x$", r"\$x\$"),
        (r"a\*b", r"a\\\*b"),
        ("&lt;", r"\&lt;"),
        (":red[x] :smile: :material/delete:", r"\:red\[x\] \:smile: \:material/delete:"),
        ("# a", r"\# a"),
        ("- a\n1. b\n22) c", "\\- a\n1\\. b\n22\\) c"),
        ("http://a.b/c", f"http:{WJ}//a.b/c"),
        ("WWW.a.b x@a.b", f"WWW{WJ}.a.b x@{WJ}a.b"),
    ],
)
def test_markup_is_taken_literally(text, escaped):
    assert plain(text) == escaped
