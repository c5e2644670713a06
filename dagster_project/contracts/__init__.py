"""Extract contracts: what a vendor's file looks like and what it means, read from YAML."""

from dagster_project.contracts.model import (
    REPEATED,
    CarryForward,
    Column,
    Combined,
    Container,
    Contract,
    DerivedFrom,
    Header,
    Integrity,
    Load,
    QuestionPattern,
    Repeat,
    RowFilter,
    RowRule,
    Unpivot,
)
from dagster_project.contracts.reading import all_contracts, read_contract, read_contract_file

__all__ = [
    "REPEATED",
    "CarryForward",
    "Column",
    "Combined",
    "Container",
    "Contract",
    "DerivedFrom",
    "Header",
    "Integrity",
    "Load",
    "QuestionPattern",
    "Repeat",
    "RowFilter",
    "RowRule",
    "Unpivot",
    "all_contracts",
    "read_contract",
    "read_contract_file",
]
