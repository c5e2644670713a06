"""Candidate, seal, swap, rollback: how a night's tables become the release that others read."""
