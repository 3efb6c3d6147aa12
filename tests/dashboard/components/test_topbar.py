from dashboard.components.topbar import _plain


def test_text_of_a_header_is_not_read_as_markdown():
    assert _plain("a *b* [c](d) :red[x]") == r"a \*b\* \[c\]\(d\) \:red\[x\]"
