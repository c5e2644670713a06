"""The probabilistic model as an artefact: parameters, threshold and what they were learned from.

A company without a model of its own uses the shipped one, which was trained on invented people.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from dagster_project.documents import ConfigurationError

# Rises whenever the compared columns or levels change, so that no older model is misread.
FORMAT = 1
MODEL_FILE = "identity_model.json"
_SHIPPED = Path(__file__).parent / "shipped_model.json"


@dataclass(frozen=True)
class Model:
    """What scoring needs, and nothing of any person."""

    settings: dict[str, Any]  # Splink's own
    pairs_per_record: float  # how many other records of its person a record has, on average
    threshold: float  # match weight (log2 of the odds) from which a pair is linked
    has_households: bool | None  # whether people share a door in these records; None: measure it
    trained_on: dict[str, Any] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def version(self) -> str:
        """A fingerprint of everything that decides a score."""
        decides = {**asdict(self), "trained_on": None}
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[:12]

    def save(self, path: Path) -> None:
        """Replace the file in one step."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".tmp")
        draft.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n")
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> Model:
        """The model of a file; ConfigurationError when it is not one of this format."""
        try:
            model = cls(**json.loads(path.read_text()))
        except (ValueError, TypeError) as broken:
            raise ConfigurationError(
                f"{path}: found no identity model; accepted: a file written by "
                "`cx360 identity train`; train again or remove the file"
            ) from broken
        if model.format != FORMAT:
            raise ConfigurationError(
                f"{path}: found an identity model of format {model.format}; accepted: {FORMAT}; "
                "train again (`cx360 identity train`) or remove the file"
            )
        return model

    def told(self, households: bool) -> Model:
        """The same model where it is known otherwise whether people share a door."""
        if households == self.has_households:
            return self
        return replace(self, has_households=households, threshold=least_threshold(households))

    @classmethod
    def of_company(cls, registry: Path) -> Model:
        """The company's own model if it trained one, else the shipped one."""
        own = registry / MODEL_FILE
        return cls.load(own if own.exists() else _SHIPPED)


def least_threshold(has_households: bool) -> float:
    """The match weight from which a pair is linked unless what is known demands a higher one.

    Among people who share a door the next likeliest person is a relative, who must not read the
    other's letters: odds of nine to one. Where nobody shares one there is none: four to one.
    """
    return math.log2(9 if has_households else 4)
