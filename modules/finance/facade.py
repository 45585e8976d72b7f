"""Implements the protocol of finance."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FinanceFacade:
    """What `modules.finance.public.protocol.Finance` promises."""

    owns: str
