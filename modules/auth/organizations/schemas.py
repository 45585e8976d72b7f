"""Bodies of requests about organizations."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from modules.auth.organizations.service import OrganizationChange
from providers.http.fields import Name

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$", max_length=60)]


class CreateOrganization(BaseModel):
    """A new organization of which the caller becomes the owner."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"name": "Lighthouse Studio"}]}
    )

    name: Name


class UpdateOrganization(BaseModel):
    """Changes to an organization; what is left out or null stays."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"name": "Harbor & Pine Trading", "slug": "harbor-pine"}]},
    )

    name: Name | None = None
    slug: Slug | None = None

    def command(self, version: int | None) -> OrganizationChange:
        return OrganizationChange(self.name, self.slug, version)
