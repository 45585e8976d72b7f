"""Cursors carry a sort key there and back, and nothing else gets in."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Invalid
from kernel.pagination import (
    CURSOR_LENGTH_MAX,
    LIMIT_DEFAULT,
    Page,
    PageRequest,
    decode_cursor,
    encode_cursor,
    page_of,
)

LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)
WHOLE = st.integers(-(2**63) + 1, 2**63 - 1)


def _encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


@given(st.lists(LETTERS | WHOLE, max_size=3).filter(lambda key: sum(len(str(part)) for part in key) < 300))
def test_a_cursor_comes_back_as_it_left(key: list[str | int]) -> None:
    cursor = encode_cursor(*key)

    assert decode_cursor(cursor) == tuple(key)
    assert PageRequest(cursor=cursor).after(*(type(part) for part in key)) == tuple(key)
    assert "=" not in cursor
    assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("letter", ["a", "ß", "界", "😀", '"', "\\", "\n", "ΐ"])
def test_the_longest_name_in_any_script_fits(letter: str) -> None:
    folded = (letter * 200).casefold()

    assert decode_cursor(encode_cursor(folded, "0" * 36)) == (folded, "0" * 36)


def test_the_first_page_has_no_key() -> None:
    assert PageRequest().after(str, int) is None
    assert PageRequest().limit == LIMIT_DEFAULT


HOSTILE = {
    "nothing": "",
    "no base64": "%%%%",
    "no padding could mend it": "abcde",
    "not ascii": "é",
    "the other alphabet": "+/+/",
    "no JSON": _encoded("no"),
    "no UTF-8": base64.urlsafe_b64encode(b"\xff\xfe\xfd").decode(),
    "a word": _encoded('"word"'),
    "an object": _encoded('{"a": 1}'),
    "null inside": _encoded("[null]"),
    "a list inside": _encoded("[[1]]"),
    "a fraction": _encoded("[1.5]"),
    "not a number": _encoded("[NaN]"),
    "infinity": _encoded("[Infinity]"),
    "65 bits": _encoded(json.dumps([2**64])),
    "far below zero": _encoded(json.dumps([-(10**300)])),
    "digits beyond reason": _encoded("[" + "9" * 2900 + "]"),
    "a lone surrogate": _encoded('["\\ud800"]'),
    "a NUL": _encoded('["a\\u0000b"]'),
    "too long": "A" * (CURSOR_LENGTH_MAX + 1),
    "too deep": _encoded("[" * 3000),
}


@pytest.mark.parametrize("cursor", HOSTILE.values(), ids=HOSTILE)
def test_anything_else_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        PageRequest(cursor=cursor).after(str, int)

    assert [(error.field, error.code) for error in caught.value.errors] == [("cursor", "cursor")]


@pytest.mark.parametrize("key", [[], ["a"], ["a", "b"], [1, 2], ["a", 1, 2], ["a", True]])
def test_a_cursor_of_another_list_is_refused(key: list[str | int]) -> None:
    with pytest.raises(Invalid, match="cursor does not belong to this list"):
        PageRequest(cursor=encode_cursor(*key)).after(str, int)


@given(st.text(max_size=200))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    try:
        key = decode_cursor(text)
    except Invalid:
        return
    assert all(isinstance(part, str | int) for part in key)


def _key(row: int) -> tuple[int]:
    return (row,)


@pytest.mark.parametrize(
    ("rows", "items", "last"),
    [([], [], None), ([1], [1], None), ([1, 2], [1, 2], None), ([1, 2, 3], [1, 2], 2)],
)
def test_the_extra_row_tells_whether_there_is_more(rows: list[int], items: list[int], last: int | None) -> None:
    page = page_of(rows, PageRequest(limit=2), _key)

    assert page == Page(items, None if last is None else encode_cursor(last))


@given(st.integers(0, 40), st.integers(1, 7))
def test_pages_together_are_the_list(count: int, limit: int) -> None:
    seen: list[int] = []
    cursor: str | None = None
    while True:
        request = PageRequest(limit, cursor)
        (start,) = request.after(int) or (0,)
        page = page_of(list(range(start + 1, count + 1))[: limit + 1], request, _key)
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == list(range(1, count + 1))
