"""How far a night may differ from what is expected before the gate refuses it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gate:
    """Replaced by the gate's builder."""
