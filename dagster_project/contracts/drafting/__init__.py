"""A first contract for a file that nobody has described yet: found out by reading it."""

from dagster_project.contracts.drafting.draft import Draft, Wanted, draft_contract

__all__ = ["Draft", "Wanted", "draft_contract"]
