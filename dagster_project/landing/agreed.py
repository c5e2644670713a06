"""The contract that each source of the company follows."""

from __future__ import annotations

from dagster_project.contracts import Contract, read_contract
from dagster_project.documents import ConfigurationError, line_of
from dagster_project.settings import Settings


def contracts_of(settings: Settings) -> dict[str, Contract]:
    """The contract behind each ref of sources.yaml; a ref to none is a mistake with a line."""
    contracts: dict[str, Contract] = {}
    for index, source in enumerate(settings.sources):
        try:
            contracts[source.contract] = read_contract(source.contract, settings.contract_folders)
        except ConfigurationError as error:
            if not str(error).startswith("found"):
                raise
            path = settings.company_folder / "sources.yaml"
            line = line_of(path, ["sources", index, "contract"])
            raise ConfigurationError(f"{path}:{line}: {source.name}: {error}") from error
    return contracts
