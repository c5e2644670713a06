"""dbt inside this process: imported once, the parsed project read once for both phases of a night.

Beside that dbt is kept from what nobody reads: of each debug event it would make a line of text for
the terminal and one for a file, and write its manifest anew before and after every run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from dagster_project import dbt_project

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

    from dagster_project.settings import Settings

# One event of each says how a node ended.
ENDS = ("LogSeedResult", "LogModelResult", "LogTestResult")
# Worth a line in the night's log though dbt tells no terminal: nothing was parsed anew.
SAVED_PARSE_FITS = "PartialParsingSkipParsing"
# dbt's threads all speak at once, and a text file takes one writer at a time.
_SPEAKING = Lock()
SILENT = ("--log-level", "none", "--log-level-file", "none", "--no-write-json", "--no-use-colors")


class DbtBroke(Exception):
    """dbt came to no result at all: a project that does not parse, a warehouse that is held."""


@dataclass(frozen=True)
class Built:
    """How each node ended: dbt's own events in their order, and dbt's results."""

    events: list[dict[str, Any]]
    results: list[dict[str, Any]]

    def ended(self, status: str) -> list[dict[str, Any]]:
        return [each for each in self.results if each["status"] == status]


def build(
    selection: Sequence[str], settings: Settings, folder: Path, project: Path | None = None
) -> Built:
    """Builds and tests what is selected; what was run is left below `folder`."""
    from dbt_common.events.functions import msg_to_dict

    events: list[dict[str, Any]] = []

    def hear(event: Any) -> None:
        _tell(event)
        if event.info.name in ENDS:
            events.append(msg_to_dict(event))

    parsed = _parsed(folder.parent, settings.warehouse_file, settings.objects)
    done = _invoke(["build", *selection], folder, hear, project=project, parsed=parsed)
    done.write(str(folder / "run_results.json"))
    results = [
        {
            "unique_id": each.node.unique_id,
            "status": str(each.status),
            "message": each.message,
            "failures": each.failures,
        }
        for each in done.results
    ]
    return Built(events, results)


@cache
def _parsed(folder: Path, warehouse_file: Path, objects: str) -> Manifest:
    """The project as dbt holds it; read from the prepared parse where that still fits."""
    dbt_project.seed_parse(folder, warehouse_file)
    return _invoke(["parse"], folder, _tell)


def _invoke(
    arguments: Sequence[str],
    folder: Path,
    hear: Callable[[Any], None],
    *,
    project: Path | None = None,
    parsed: Manifest | None = None,
) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    places = {
        "--project-dir": project or dbt_project.DBT_FOLDER,
        "--profiles-dir": dbt_project.DBT_FOLDER,
        "--target-path": folder,
        "--log-path": folder,
    }
    named = [text for option, place in places.items() for text in (option, str(place))]
    try:
        done = dbtRunner(manifest=parsed, callbacks=[hear]).invoke([*arguments, *named, *SILENT])
    finally:
        # The stages after this one open the warehouse themselves, as they like it.
        DuckDBConnectionManager.close_all_connections()
    if isinstance(done.exception, KeyboardInterrupt | SystemExit):
        raise done.exception
    if done.result is None:
        raise DbtBroke(str(done.exception)) from done.exception
    return done.result


def _tell(event: Any) -> None:
    """What dbt would tell a terminal goes to ours, which a night turns into a file."""
    if event.info.level not in ("debug", "test") or event.info.name == SAVED_PARSE_FITS:
        with _SPEAKING:
            print(event.info.msg)
