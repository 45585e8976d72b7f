"""Slugs."""

from __future__ import annotations

import pytest

from kernel.errors import Invalid
from kernel.ids import new_id
from modules.auth.organizations.domain import SLUG, candidates, check_slug, slug_of

ID = "0199f3f0-c0de-7a11-8000-3b9aca000001"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Harbor & Pine Trading", "harbor-pine-trading"),
        ("  Łódź Ümlaut  ", "odz-umlaut"),
        ("日本", "organization"),
        ("---", "organization"),
        ("x" * 200, "x" * 50),
        ("a " * 100, ("a-" * 25).rstrip("-")),
        (ID, "organization"),
    ],
)
def test_slugs_read_like_names(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    check_slug(slug)


def test_every_candidate_is_a_slug_and_the_last_one_is_unique() -> None:
    tried = list(candidates("Harbor & Pine " * 10, new_id()))

    assert all(SLUG.fullmatch(slug) for slug in tried)
    assert len(set(tried)) == len(tried) == 10
    assert list(candidates("x", new_id()))[-1] != list(candidates("x", new_id()))[-1]


@pytest.mark.parametrize("slug", ["", "-a", "A", "a b", "ä", "x" * 61, ID, ID.replace("-", ""), "a\n"])
def test_what_is_no_slug_is_refused(slug: str) -> None:
    with pytest.raises(Invalid):
        check_slug(slug)
