"""Implements the protocol of workflow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkflowFacade:
    """What `modules.workflow.public.protocol.Workflow` promises."""

    owns: str
