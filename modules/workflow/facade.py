"""Workflow as others see it."""

from __future__ import annotations

from modules.workflow.public.models import Scope

OWNS = "Work in steps: who does what next, and what was found out."
NOUNS = ("requests", "cases", "rules", "runs", "reports")


class WorkflowFacade:
    """Implements `Workflow`."""

    def scope(self) -> Scope:
        """See `Workflow`."""
        return Scope(OWNS, NOUNS)
