"""What a customer wrote, brought to the form that records are compared in."""

from dagster_project.matching.normalise.address import address_keys, place_text, postal_code
from dagster_project.matching.normalise.birth import default_births
from dagster_project.matching.normalise.email import email
from dagster_project.matching.normalise.member import identifier, member_code
from dagster_project.matching.normalise.phone import phone
from dagster_project.matching.normalise.phonetic import reading_key
from dagster_project.matching.normalise.text import fold

__all__ = [
    "address_keys",
    "default_births",
    "email",
    "identifier",
    "fold",
    "member_code",
    "phone",
    "place_text",
    "postal_code",
    "reading_key",
]
