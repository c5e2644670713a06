"""The night waits for the required extracts of its business day, and says which did not come."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dagster_project.contracts import Contract
from dagster_project.landing.agreed import contracts_of
from dagster_project.landing.books import Missing
from dagster_project.landing.connections import Connections
from dagster_project.landing.delivery import Delivery, deliveries, first_date
from dagster_project.landing.reaching import changed_at, has_note, stamp_of
from dagster_project.landing.unreached import Unreachable
from dagster_project.settings import Settings, Source

POLL_SECONDS = 60.0


class Clock:
    """The time, and how it passes; tests bring their own."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def business_day(settings: Settings, now: datetime) -> date:
    """The day that the night is about: the as-of day that was asked for, else the last to end."""
    if settings.as_of is not None:
        return settings.as_of
    company = settings.company
    local = now.astimezone(ZoneInfo(company.timezone)).replace(tzinfo=None)
    started = local - timedelta(minutes=company.business_day_start_minutes)
    return started.date() - timedelta(days=1)


def wait_for_required(
    settings: Settings, say: Callable[[str], None], clock: Clock | None = None
) -> tuple[Missing, ...]:
    """Returns when every extract with `wait_until` is there or late; those that are late."""
    clock = clock or Clock()
    awaited = [source for source in settings.sources if source.wait_until]
    if not awaited:
        return ()
    contracts, day = contracts_of(settings), business_day(settings, clock.now())
    arrivals = [_Arrival(settings, each, contracts[each.contract], day) for each in awaited]
    while True:
        open_now = [each for each in arrivals if not each.is_there()]
        late = [each for each in open_now if clock.now() >= each.deadline]
        if len(late) == len(open_now):
            return tuple(each.missing for each in late)
        for each in open_now:
            if each not in late:
                say(f"waiting until {each.source.wait_until} for {each.source.name}: {each.told}")
        clock.sleep(POLL_SECONDS)


@dataclass
class _Arrival:
    """One awaited extract: what was seen of it at the last poll."""

    settings: Settings
    source: Source
    contract: Contract
    day: date
    told: str = ""
    polls: int = 0
    seen: object = None

    @property
    def deadline(self) -> datetime:
        hour, minute = map(int, str(self.source.wait_until).split(":"))
        zone = ZoneInfo(self.settings.company.timezone)
        after = self.day + timedelta(days=1)
        return datetime(after.year, after.month, after.day, hour, minute, tzinfo=zone)

    @property
    def missing(self) -> Missing:
        reason = f"by {self.source.wait_until} there was {self.told}"
        return Missing(self.source.name, self.source.contract, self.source.path, reason)

    def is_there(self) -> bool:
        """A file of the day; one that came while we waited must stand still for one poll more."""
        self.told = f"no file of {self.day.isoformat()} at {self.source.path}"
        # Connections of its own for each poll: a place that was down may be up again.
        connections = Connections()
        try:
            found = deliveries(self.settings, self.source, connections)
            files = [each for each in found if self._is_of_the_day(each)]
            whole = [
                each
                for each in files
                if not self.contract.integrity.done_marker or has_note(each, ".done", connections)
            ]
            before, self.seen = self.seen, [(each.path, stamp_of(each)) for each in whole]
        except (Unreachable, FileNotFoundError) as error:
            self.told = str(error) if isinstance(error, Unreachable) else self.told
            return False
        self.polls += 1
        if whole and (self.polls == 1 or before == self.seen):
            return True
        if files:
            self.told = f"a file of {self.day.isoformat()} that was not whole yet"
        return False

    def _is_of_the_day(self, delivery: Delivery) -> bool:
        """By the date in its path; without one, by its last change after the day had ended."""
        if dated := first_date(delivery.path):
            return dated >= self.day + timedelta(days=self.source.dated_days_later)
        changed = changed_at(delivery)
        after = datetime.combine(self.day + timedelta(days=1), datetime.min.time())
        ended = after + timedelta(minutes=self.settings.company.business_day_start_minutes)
        zone = ZoneInfo(self.settings.company.timezone)
        return changed is None or changed >= ended.replace(tzinfo=zone)
