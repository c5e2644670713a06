"""The invented company as a whole: its people, what they did, and what each system keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dagster_project.sample import mailings, records, support, surveys, web
from dagster_project.sample.corporate import Corporate
from dagster_project.sample.deals import Deals
from dagster_project.sample.faces import NEVER, Faces, faces
from dagster_project.sample.people import born
from dagster_project.sample.randomness import Dice, Ints
from dagster_project.sample.receipts import Receipts, receipts
from dagster_project.sample.records import Presence, Records
from dagster_project.sample.span import Span
from dagster_project.sample.surveys import Sheets
from dagster_project.sample.text import Text, choose, take
from dagster_project.sample.vendors.ga4 import EventLog
from dagster_project.sample.vendors.google_business import Reviews
from dagster_project.sample.vendors.marketo import Leads
from dagster_project.sample.vendors.marketo_activity import ActivityLog
from dagster_project.sample.vendors.qualtrics import Responses
from dagster_project.sample.vendors.salesforce_contact import Contacts, opt_outs
from dagster_project.sample.vendors.smaregi import Members
from dagster_project.sample.vendors.smaregi_member import FIRST_ID, Cards, leaving_days
from dagster_project.sample.vendors.survey_forms import AFTER_PURCHASE, RELATIONSHIP, Form
from dagster_project.sample.vendors.zendesk import TicketList
from dagster_project.sample.visits import Visits, visits


@dataclass(frozen=True)
class World:
    """Everything follows from the number of people, the span and the seed."""

    customers: int
    seed: int
    span: Span

    @cached_property
    def faces(self) -> Faces:
        return faces(born(self.customers, self.seed, self.span), self.seed, self.span)

    @cached_property
    def presence(self) -> Presence:
        return Presence.of(self.faces.people, self.seed, self.span)

    def _records(self, name: str, habits: records.Habits) -> Records:
        known = getattr(self.presence, name)
        return records.enter(
            name, known, self.presence.since, self.faces, habits, self.seed, self.span
        )

    @cached_property
    def corporate(self) -> Corporate:
        return Corporate.of(self.customers, self.seed, self.span)

    @cached_property
    def contacts(self) -> Contacts:
        entered, dice = self._records("crm", records.CRM), Dice(self.seed, "contacts")
        left = opt_outs(entered, dice, self.span.last)
        return Contacts(entered, self.faces, self.corporate, self.member_code, dice, left)

    @cached_property
    def deals(self) -> Deals:
        return Deals.of(self.contacts.records, self.corporate, self.customers, self.seed, self.span)

    @cached_property
    def leads(self) -> Leads:
        entered = self._records("marketing", records.MARKETING)
        sent = mailings.send(entered, self.faces, self.seed, self.span)
        return Leads(entered, self.faces, self.corporate, sent, Dice(self.seed, "leads"))

    @cached_property
    def activities(self) -> ActivityLog:
        return ActivityLog(self.leads.mailings, Dice(self.seed, "activities"))

    @cached_property
    def cards(self) -> Cards:
        entered, dice = self._records("pos", records.POS), Dice(self.seed, "cards")
        return Cards(entered, self.faces, dice, leaving_days(entered, dice, self.span.last))

    @cached_property
    def members(self) -> Members:
        """Of two cards of a person the first one entered is the one that stays."""
        cards, count = self.cards.records, self.customers
        first, second = np.full(count, -1), np.full(count, -1)
        backwards = np.arange(cards.count)[::-1]
        first[cards.person[backwards]] = backwards
        others = np.flatnonzero(cards.winner >= 0)
        second[cards.person[others]] = others
        since, until = np.full(count, NEVER), np.full(count, NEVER)
        since[cards.person[others]] = cards.created[others]
        until[cards.person[others]] = cards.ended[others]
        return Members(first, second, since, until, self.cards.codes)

    @cached_property
    def card_id(self) -> Ints:
        """By person: the id of the first card, or -1."""
        return np.where(self.members.first >= 0, self.members.first + FIRST_ID, -1)

    @cached_property
    def member_code(self) -> Text:
        """By person: the code of the first card, or blank."""
        first = self.members.first
        return choose(first >= 0, take(self.members.codes, first.clip(0)), "")

    @cached_property
    def visits(self) -> Visits:
        first, created = self.members.first, self.cards.records.created
        since = np.where(first >= 0, created[first.clip(0)], NEVER)
        return visits(self.faces, self.presence, since, self.seed, self.span)

    @cached_property
    def receipts(self) -> Receipts:
        return receipts(self.visits, self.seed, self.span)

    @cached_property
    def tickets(self) -> TicketList:
        asked = support.tickets(self.faces, self.visits, self.seed, self.span)
        return TicketList(asked, self.faces, Dice(self.seed, "tickets"))

    @cached_property
    def web(self) -> EventLog:
        seen = web.events(self.visits, self.customers, self.seed, self.span)
        return EventLog(seen, Dice(self.seed, "web events"), self.member_code)

    @cached_property
    def reviews(self) -> Reviews:
        return Reviews(self.visits, self.faces, Dice(self.seed, "reviews"))

    @cached_property
    def surveys(self) -> tuple[Responses, Responses]:
        waves = surveys.relationship(self.faces, self.presence, self.seed, self.span)
        bought = surveys.after_purchase(self.faces, self.visits, self.seed, self.span)
        return self._responses(RELATIONSHIP, waves), self._responses(AFTER_PURCHASE, bought)

    def _responses(self, form: Form, sheets: Sheets) -> Responses:
        dice = Dice(self.seed, form.id)
        return Responses(form, sheets, self.faces, dice, self.card_id, self.member_code)
