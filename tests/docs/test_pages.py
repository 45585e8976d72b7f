"""Links between pages lead somewhere, and no page names an address that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import name_of, pages

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [
        link
        for link in _LINK.findall(page.read_text())
        if not link.startswith(("http://", "https://")) and not _leads_somewhere(page, link)
    ]
    assert broken == []


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path) if path else page
    if not target.exists():
        return False
    return not anchor or anchor in {_anchor(heading) for heading in _HEADING.findall(target.read_text())}


def _anchor(heading: str) -> str:
    """As GitHub makes anchors from headings."""
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")
