"""cx360: a nightly batch warehouse for customer experience."""

__version__ = "0.1.0"
