"""Workflow as others see it."""

from __future__ import annotations

from modules.workflow.public.models import Scope

OWNS = "Work that takes seconds or months: durable runs, automations, approvals, requests and tasks."
NOUNS = ("runs", "automations", "approvals", "requests", "tasks")


class WorkflowFacade:
    """Implements `Workflow`."""

    def scope(self) -> Scope:
        """See `Workflow`."""
        return Scope(OWNS, NOUNS)
