"""One look at all sources: what arrived is landed, what is known stays, and all of it is told."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.contracts import Contract
from dagster_project.landing.active import Supersession
from dagster_project.landing.afar import fetch_note
from dagster_project.landing.agreed import contracts_of
from dagster_project.landing.books import Book, Ledger, Missing
from dagster_project.landing.connections import Connections
from dagster_project.landing.delivery import Delivery, deliveries
from dagster_project.landing.drift import with_changes
from dagster_project.landing.durable import fresh_work_folder, private_folder
from dagster_project.landing.intake import Intake
from dagster_project.landing.links import refuse_link_out
from dagster_project.landing.quarantine import keep_file, release_file
from dagster_project.landing.reaching import at_hand, check_still, let_go, stamp_of
from dagster_project.landing.readings import connect
from dagster_project.landing.receipts import Arrivals, Receipt, fingerprint
from dagster_project.landing.refusal import RefusedFile, WaitingFile
from dagster_project.landing.unreached import Unreachable
from dagster_project.landing.wholeness import beside, check_notes, confirmed, digest, still
from dagster_project.settings import Settings, Source


def land(
    settings: Settings,
    progress: Callable[[str], None] | None = None,
    *,
    connections: Connections | None = None,
    now: Callable[[], float] = time.time,
) -> Ledger:
    """Lands what arrived since the last look; the ledger tells the fate of every file."""
    contracts = contracts_of(settings)
    private_folder(settings.landing)
    work = fresh_work_folder(settings.landing / ".work")
    arrivals = Arrivals(settings.landing / "arrivals.json")
    con = connect(work)
    try:
        look = Look(settings, contracts, arrivals, con, work, progress or (lambda _: None))
        look.connections, look.now = connections or Connections(), now
        # All listings before any file: a correction that comes while we read is for the next look.
        for source, found in [(each, look.listed(each)) for each in settings.sources]:
            look.at_source(source, found)
    finally:
        con.close()
    arrivals.write(work=work)
    # Decoded, unpacked and fetched copies are personal data and of no further use.
    shutil.rmtree(work)
    return Ledger(look.settled(), tuple(look.missing), tuple(look.unreached))


class Look:
    """The look under way: what was found so far, by source object."""

    def __init__(
        self,
        settings: Settings,
        contracts: dict[str, Contract],
        arrivals: Arrivals,
        con: duckdb.DuckDBPyConnection,
        work: Path,
        say: Callable[[str], None],
    ) -> None:
        self.settings, self.contracts, self.arrivals = settings, contracts, arrivals
        self.work, self.say = work, say
        self.connections, self.now = Connections(), time.time
        self.intake = Intake(
            con, settings.landing, settings.quarantine, work, settings.company.timezone
        )
        self.followed: dict[str, str] = {}
        self.books: list[tuple[Book, Contract, Source]] = []
        self.missing: list[Missing] = []
        self.unreached: list[Missing] = []
        self.supersessions: dict[tuple[str, str, str], Supersession] = {}

    def listed(self, source: Source) -> list[Delivery]:
        """The source's files; of a place that does not answer, none, and it is told."""
        try:
            found = deliveries(self.settings, source, self.connections)
        except Unreachable as error:
            self._unreached(source, str(error))
            return []
        if source.required and not found:
            self.missing.append(Missing(source.name, source.contract, source.path))
        return found

    def _unreached(self, source: Source, reason: str) -> None:
        told = self.missing if source.required else self.unreached
        told.append(Missing(source.name, source.contract, source.path, reason))

    def at_source(self, source: Source, found: list[Delivery]) -> None:
        """The source's files in delivery order; all but the bytes is the same for each of them."""
        contract = self.contracts[source.contract]
        print_now = fingerprint(contract, source, self.settings.company.timezone)
        before = self.arrivals.of(source.name, contract.object)
        kind = f"{source.name}/{contract.object}"
        kept = (str(self.settings.landing / kind), str(self.settings.quarantine / kind))
        for delivery in found:
            self.at(delivery, contract, print_now, before.get(delivery.path, {}), kept)

    def at(
        self,
        delivery: Delivery,
        contract: Contract,
        print_now: str,
        before: dict[str, Any],
        kept: tuple[str, str],
    ) -> None:
        """One file; its fate is a book, and what it says now is its path's arrival.

        `kept` are the folders of the receipts of its kind: landed, and refused.
        """
        sha256 = ""
        try:
            refuse_link_out(
                delivery.file, delivery.source.path, self.settings.company_folder, self.followed
            )
            stamp = stamp_of(delivery)
            unchanged = stamp is not None and before.get("stamp") == stamp
            if not unchanged:
                check_still(delivery, self.now())
                at_hand(delivery, self.connections)
            sha256 = before["sha256"] if unchanged else digest(delivery.file)
            book = _known(delivery, sha256, print_now, kept) or self._fate(
                delivery, contract, _opened(delivery, contract, sha256), print_now, stamp, kept
            )
            is_confirmed = contract.load.mode == "full_snapshot" and self._confirmed(delivery, book)
        except (RefusedFile, WaitingFile, FileNotFoundError, Unreachable) as error:
            book = _opened(delivery, contract, sha256)
            self.books.append((self._unread(delivery, book, error), contract, delivery.source))
            return
        finally:
            let_go(delivery)
        landed = before.get("landed") if book.status == "quarantined" else book.sha256
        if book.status == "quarantined" and landed == book.sha256:
            landed = None
        arrival = {"sha256": book.sha256, "landed": landed, "stamp": stamp}
        if is_confirmed:
            arrival["confirmed"] = True
        self.arrivals.enter(delivery.source.name, contract.object, delivery.path, arrival)
        self.books.append((book, contract, delivery.source))

    def _unread(self, delivery: Delivery, book: Book, error: Exception) -> Book:
        """The book of a file of which nothing was read, or not enough to keep it."""
        if isinstance(error, RefusedFile):
            # Its bytes are not the company's to keep, so nothing but the reason is.
            told = f"{book.path}: {error.sentence}"
            return replace(book, status="quarantined", refused_for=error.reason, reason=told)
        told = "the file went away" if isinstance(error, FileNotFoundError) else str(error)
        if isinstance(error, Unreachable) and delivery.source.required:
            self._unreached(delivery.source, told)
        return replace(book, status="waiting", reason=told)

    def _confirmed(self, delivery: Delivery, book: Book) -> bool:
        """A confirmation may come long after the file that it is about."""
        if delivery.far is not None:
            private_folder(delivery.file.parent)
            note = beside(delivery.file, ".confirmed")
            fetch_note(delivery.far, ".confirmed", note, self.connections)
        return confirmed(delivery.file, book.load_id)

    def _fate(
        self,
        delivery: Delivery,
        contract: Contract,
        book: Book,
        print_now: str,
        said: dict[str, Any] | None,
        kept: tuple[str, str],
    ) -> Book:
        kept_at = Path(kept[1])
        self.say(f"{book.source_system}: {book.path}")
        stamp = at_hand(delivery, self.connections, said)
        book = replace(book, size_bytes=stamp.size)
        try:
            check_notes(delivery.file, book.sha256, contract)
            book = self.intake.land(delivery, contract, book, print_now, stamp)
        except RefusedFile as error:
            still(delivery.file, stamp)
            book = replace(
                book,
                status="quarantined",
                refused_for=error.reason,
                reason=f"{book.path}: {error.sentence}",
            )
            self._withdraw(book, contract)
            keep_file(delivery.file, kept_at, Receipt(book, print_now, 0), work=self.work)
            return book
        release_file(kept_at, book.load_id)
        return book

    def _withdraw(self, book: Book, contract: Contract) -> None:
        """A load that its contract no longer accepts goes: a fresh home would not have it."""
        for object_name in contract.objects:
            folder = self.settings.landing / book.source_system / object_name
            for ending in (".json", ".parquet"):
                (folder / f"{book.load_id}{ending}").unlink(missing_ok=True)

    def _supersession(self, book: Book, contract: Contract) -> Supersession:
        """Worked out once for each source object and contract."""
        key = (book.source_system, book.source_object, contract.ref)
        if key not in self.supersessions:
            loads = self.arrivals.loads(
                book.source_system, book.source_object, self.settings.landing
            )
            self.supersessions[key] = Supersession(loads, contract)
        return self.supersessions[key]

    def settled(self) -> tuple[Book, ...]:
        """The books with supersession told, in delivery order."""
        return tuple(
            with_changes(
                (self._supersession(book, contract).told(book), source)
                for book, contract, source in self.books
            )
        )


def _opened(delivery: Delivery, contract: Contract, sha256: str) -> Book:
    """A book without entries."""
    return Book(
        source_system=delivery.source.name,
        source_object=contract.object,
        contract=contract.ref,
        path=delivery.path,
        sha256=sha256,
        load_id=sha256[:16],
        delivered_on=delivery.delivered_on,
    )


def _known(delivery: Delivery, sha256: str, print_now: str, kept: tuple[str, str]) -> Book | None:
    """What became of these bytes under this very contract, if an earlier look had them."""
    receipt = f"{sha256[:16]}.json"
    landed = Receipt.read(f"{kept[0]}/{receipt}")
    if landed is not None and landed.fingerprint == print_now:
        first = landed.book.path
        twice = first != delivery.path
        return replace(
            landed.book,
            path=delivery.path,
            delivered_on=delivery.delivered_on,
            status="duplicate" if twice else "already_landed",
            reason=f"the same bytes as {first}" if twice else "",
        )
    refused = Receipt.read(f"{kept[1]}/{receipt}")
    if refused is not None and refused.fingerprint == print_now:
        return replace(refused.book, path=delivery.path, delivered_on=delivery.delivered_on)
    return None
