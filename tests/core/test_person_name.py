import pytest

from core.person_name import END, ISOLATE, shown_name


@pytest.mark.parametrize(
    ("header", "read"),
    [
        ("Doe^Jane^^Dr.", "Doe, Jane, Dr."),
        ("DOE^JOHN^^^", "DOE, JOHN"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou (山田 太郎, やまだ たろう)"),
        ("ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎", "ﾔﾏﾀﾞ ﾀﾛｳ (山田 太郎)"),
        ("Wang^XiaoDong=王^小東=", "Wang, XiaoDong (王 小東)"),
        ("=山田^太郎", "山田 太郎"),
        ("洪^吉洞=洪^吉洞", "洪 吉洞"),
        ("홍^길동", "홍 길동"),
        ("Иванов^Пётр", "Иванов, Пётр"),
        ("สมชาย^ใจดี", "สมชาย, ใจดี"),
        ("قباني^لنزار", f"{ISOLATE}قباني, لنزار{END}"),
        ("Sharon^Deborah=שרון^דבורה", f"Sharon, Deborah ({ISOLATE}שרון, דבורה{END})"),
        ("^^=", ""),
        ("", ""),
    ],
)
def test_a_dicom_name_in_words(header, read):
    assert shown_name(header) == read
