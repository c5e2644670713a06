"""Extract contracts: what a vendor's file looks like and what it means, read from YAML."""

from dagster_project.contracts.model import (
    Column,
    Contract,
    DerivedFrom,
    Header,
    Integrity,
    Load,
    QuestionPattern,
    RowFilter,
    RowRule,
    Unpivot,
)
from dagster_project.contracts.reading import all_contracts, read_contract, read_contract_file

__all__ = [
    "Column",
    "Contract",
    "DerivedFrom",
    "Header",
    "Integrity",
    "Load",
    "QuestionPattern",
    "RowFilter",
    "RowRule",
    "Unpivot",
    "all_contracts",
    "read_contract",
    "read_contract_file",
]
