"""Extract files in, accounted for and typed as text: `land` them, then `register` what counts."""

from dagster_project.landing.books import Book, Ledger, Missing
from dagster_project.landing.look import land
from dagster_project.landing.registering import register
from dagster_project.landing.waiting import wait_for_required
from dagster_project.landing.wholeness import confirm

__all__ = ["Book", "Ledger", "Missing", "confirm", "land", "register", "wait_for_required"]
