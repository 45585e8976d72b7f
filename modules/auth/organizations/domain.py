"""Slugs: the readable address of an organization."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from uuid import UUID

from kernel.errors import Invalid

SLUG_LENGTH_MAX = 60
SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{0,59}$")
_FALLBACK = "organization"
_NUMBERED = 9


def slug_of(name: str) -> str:
    """A slug that reads like the name: accents dropped, everything else but letters and digits a hyphen."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: SLUG_LENGTH_MAX - 10].strip("-")
    return slug if slug and not is_id(slug) else _FALLBACK


def candidates(name: str, organization_id: UUID) -> Iterator[str]:
    """Slugs to try in turn; the last one carries part of the id and is as good as unique."""
    slug = slug_of(name)
    yield slug
    for number in range(2, _NUMBERED + 1):
        yield f"{slug}-{number}"
    yield f"{slug}-{organization_id.hex[-8:]}"


def check_slug(slug: str) -> None:
    """Raise `Invalid` for what cannot be a slug; an id cannot, so that a header may name either."""
    if not SLUG.fullmatch(slug) or is_id(slug):
        raise Invalid.field("slug", "must be lower-case letters, digits and hyphens, and no id", "slug")


def is_id(text: str) -> bool:
    """Whether the text would be read as an identifier."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
