"""The funnels of journey.yaml: steps that a session takes in their order."""

from __future__ import annotations

from typing import Any

MOST_STEPS = 8
NAMES = ("name_ja", "name_en")
_EVENTS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "string", "minLength": 1},
}
FUNNELS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "funnel -> its steps in their order; `web` has a default",
    "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
    "additionalProperties": {
        "type": "array",
        "minItems": 2,
        "maxItems": MOST_STEPS,
        "description": f"from 2 to {MOST_STEPS} steps in their order",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["step"],
            "minProperties": 2,
            "description": "a step has step, events or pages or both, name_ja and name_en",
            "properties": {
                "step": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                "name_ja": {"type": "string"},
                "name_en": {"type": "string"},
                "events": {**_EVENTS, "description": "a list of event names"},
                "pages": {
                    **_EVENTS,
                    "description": "parts of page addresses; a view of such a page is the step",
                },
            },
        },
    },
}
# The names that Google Analytics recommends; what a company never records is skipped by the mart.
DEFAULT_FUNNELS: dict[str, list[dict[str, Any]]] = {
    "web": [
        {
            "step": "view",
            "name_ja": "閲覧",
            "name_en": "View",
            "events": ["page_view", "screen_view"],
        },
        {
            "step": "product_view",
            "name_ja": "商品閲覧",
            "name_en": "Product view",
            "events": ["view_item"],
        },
        {"step": "cart", "name_ja": "カート", "name_en": "Cart", "events": ["add_to_cart"]},
        {
            "step": "checkout",
            "name_ja": "購入手続き",
            "name_en": "Checkout",
            "events": ["begin_checkout"],
        },
        {"step": "purchase", "name_ja": "購入", "name_en": "Purchase", "events": ["purchase"]},
    ]
}


def steps(funnels: dict[str, list[dict[str, Any]]]) -> list[tuple[str, int, str, str, str]]:
    """funnel, step_number from 1, step, name_ja, name_en."""
    return [
        (funnel, number, each["step"], *(each.get(name, each["step"]) for name in NAMES))
        for funnel, path in funnels.items()
        for number, each in enumerate(path, 1)
    ]


def signs(
    funnels: dict[str, list[dict[str, Any]]],
) -> list[tuple[str, int, str | None, str | None]]:
    """funnel, step_number, and the event name or the part of an address that is the step."""
    return [
        (funnel, number, *sign)
        for funnel, path in funnels.items()
        for number, each in enumerate(path, 1)
        for sign in (
            *((event, None) for event in each.get("events", [])),
            *((None, page) for page in each.get("pages", [])),
        )
    ]
