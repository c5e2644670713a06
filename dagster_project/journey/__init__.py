"""journey.yaml: what a company calls its customers' journey, onboarding, activity and features."""

from dagster_project.journey.reading import DEFAULT_STAGES, Journey
from dagster_project.journey.schema import JOURNEY_SCHEMA, STAGES
from dagster_project.journey.tables import register

__all__ = ["DEFAULT_STAGES", "JOURNEY_SCHEMA", "STAGES", "Journey", "register"]
