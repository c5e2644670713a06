"""What a data steward asks and answers: why records are one customer, and whether they should be.

Works on a published `customers.duckdb` and the company folder alone.
"""

from dagster_project.steward.explanation import explain, parse_who
from dagster_project.steward.review import export, take_answers

__all__ = ["explain", "export", "parse_who", "take_answers"]
