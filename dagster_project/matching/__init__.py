"""Which records are one person: normalise, link, cluster, keep ids.

    from dagster_project.matching import IdentityRules, Registry, resolve

Reads `party`, `contact_set` and `source_identifier` of schema `canonical` of an open DuckDB
connection and writes schema `identity`. Knows neither Dagster nor dbt.
"""

from dagster_project.matching.answers import company_rules, labelled_pairs, read_answers
from dagster_project.matching.evidence import Edges, Scorer
from dagster_project.matching.memory import Memory
from dagster_project.matching.model import Model
from dagster_project.matching.organisations import resolve_organisations
from dagster_project.matching.registry import Registry
from dagster_project.matching.resolution import Resolution, resolve
from dagster_project.matching.rules import IDENTITY_SCHEMA, ForcedRule, IdentityRules
from dagster_project.matching.scoring import scorer
from dagster_project.matching.summary import Summary

__all__ = [
    "IDENTITY_SCHEMA",
    "Edges",
    "ForcedRule",
    "IdentityRules",
    "Memory",
    "Model",
    "Registry",
    "Resolution",
    "Scorer",
    "Summary",
    "company_rules",
    "labelled_pairs",
    "read_answers",
    "resolve",
    "resolve_organisations",
    "scorer",
]
