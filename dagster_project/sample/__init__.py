"""An invented Japanese retailer, as the files that its vendors' export buttons would write."""

from dagster_project.sample.company import write_company

__all__ = ["write_company"]
