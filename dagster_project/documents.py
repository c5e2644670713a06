"""YAML documents a person edits: read by YAML 1.2 rules, checked, and every mistake has a line.

PyYAML follows YAML 1.1, where the key `on` is a boolean, `05:00` is the number 300, `0312345678`
an octal number and a repeated key silently wins. A company file must mean what it says, so this
loader knows only true/false, decimal numbers, null and text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError


class ConfigurationError(Exception):
    """A mistake in what a user wrote: its message has the place, what was found and is accepted."""


# PyYAML's parser in C reads the same ten times as fast; not every build of it has one.
_Parser: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Parser):  # type: ignore[misc,valid-type]
    """YAML 1.2 core schema, and no repeated keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[str, int] = {}
        for key_node, _ in node.value:
            key = str(key_node.value)
            if key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key `{key}` stands twice (first on line {seen[key]})",
                    problem_mark=key_node.start_mark,
                )
            seen[key] = key_node.start_mark.line + 1
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN\0"),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]+)?$", "-+0123456789."),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^$"), [""])


def read_yaml(path: Path, schema: dict[str, Any] | None = None) -> Any:
    """The document's value (an empty document is None); ConfigurationError on any mistake."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigurationError(
            f"{path}:{line}: not UTF-8; save the file as UTF-8 and run again"
        ) from error
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigurationError(f"{path}:{line}: not readable YAML: {error.problem}") from error
    if schema is not None:
        mistakes = sorted(_mistakes(schema, value), key=lambda each: [str(p) for p in each.path])
        if mistakes:
            raise ConfigurationError(_sentence(path, text, mistakes[0]))
    return value


def line_of(path: Path, keys: Sequence[str | int]) -> int:
    """The line (from 1) on which the value behind `keys` begins, or its nearest ancestor's."""
    return _line(path.read_text("utf-8-sig"), keys)


def _all_of(
    validator: Any, branches: list[dict[str, Any]], value: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    """As the standard has it, but a branch for another value of a plain field costs no look."""
    for index, branch in enumerate(branches):
        if not _is_for_another(branch, value):
            yield from validator.descend(value, branch, schema_path=index)


def _is_for_another(branch: dict[str, Any], value: Any) -> bool:
    if {"if", "then"} != branch.keys() or not isinstance(value, dict):
        return False
    wanted = branch["if"].get("properties", {})
    return any(
        field in value and "const" in said and value[field] != said["const"]
        for field, said in wanted.items()
    )


# A contract has hundreds of properties, each of which is one of thirty kinds.
_Validator = validators.extend(Draft202012Validator, {"allOf": _all_of})


def _mistakes(schema: dict[str, Any], value: Any) -> Iterator[ValidationError]:
    for error in _Validator(schema).iter_errors(value):
        # The branch that got furthest says more than "is not valid under any of the given schemas".
        deepest = max(error.context, key=lambda e: len(e.path), default=error)
        yield deepest if len(deepest.path) > len(error.path) else error


def _line(text: str, keys: Sequence[str | int]) -> int:
    node = yaml.compose(text, Loader=_Loader)
    line = node.start_mark.line if node else 0
    for key in keys:
        child = None
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                if str(key_node.value) == str(key):
                    line, child = key_node.start_mark.line, value_node
        elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            child = node.value[key]
            line = child.start_mark.line
        if child is None:
            break
        node = child
    return line + 1


def _sentence(path: Path, text: str, error: ValidationError) -> str:
    keys: list[str | int] = list(error.absolute_path)
    schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    limit: Any = error.validator_value
    instance: Any = error.instance
    accepted = str(schema.get("description", ""))
    if error.validator == "additionalProperties":
        known = sorted(schema.get("properties", {}))
        strange = sorted(str(key) for key in instance if key not in known)
        keys.append(strange[0])
        found, accepted = f"the key `{strange[0]}`", "the keys " + ", ".join(known)
    elif error.validator == "required":
        missing = [key for key in limit if key not in instance]
        found, accepted = f"no `{missing[0]}`", accepted or "it is required"
    elif error.validator == "enum":
        found, accepted = f"`{instance}`", " | ".join(map(str, limit))
    else:
        found = f"`{str(instance)[:80]}`"
        accepted = accepted or f"{error.validator} {limit}"
    where = ".".join(map(str, error.absolute_path)) or "the document"
    return f"{path}:{_line(text, keys)}: {where}: found {found}; accepted: {accepted}"
