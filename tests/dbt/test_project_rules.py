"""Rules of the house over manifest.json; each says what goes wrong without it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import PurePosixPath
from typing import Any

from tests.dbt import project


def parents(node: dict[str, Any], kind: str) -> set[str]:
    return {each for each in node["depends_on"]["nodes"] if each.startswith(f"{kind}.")}


def folder(node: dict[str, Any]) -> str:
    return PurePosixPath(node["path"]).parts[0]


def test_staging_reads_its_own_vendor_and_nothing_else() -> None:
    """Otherwise one vendor's layout would lean on another's, or on what is built from both."""
    for name, node in project.models().items():
        if folder(node) == "staging":
            vendor = node["fqn"][2]
            assert {each.split(".")[2] for each in parents(node, "source")} <= {vendor}, name
            for parent in parents(node, "model"):
                assert parent.startswith(f"model.cx360.stg_{vendor}__"), name


def test_raw_vendor_tables_are_read_by_staging_alone() -> None:
    """A layout that a vendor changes must be met in one place; the tie-out only counts its rows."""
    vendors = {node["fqn"][2] for node in project.models().values() if folder(node) == "staging"}
    for name, node in project.models().items():
        if folder(node) != "staging" and name != "int_extract_counts":
            read = {each.split(".")[2] for each in parents(node, "source")}
            assert not read & vendors, name


def test_canonical_entities_do_not_read_what_is_built_upon_them() -> None:
    """One direction: phase 1 is done before the matching starts."""
    for name, node in project.models().items():
        if "phase_1" in node["tags"]:
            assert "phase_2" not in node["tags"], name
            read = {each.split(".")[2] for each in parents(node, "source")}
            assert not read & {"identity", "insight"}, name
            for parent in parents(node, "model"):
                assert "phase_1" in project.manifest()["nodes"][parent]["tags"], name


def test_every_model_is_described_beside_its_sql() -> None:
    """A reader who finds the model has found what a row of it is."""
    for name, node in project.models().items():
        assert node["description"], name
        beside = PurePosixPath(node["original_file_path"]).with_suffix(".yml")
        assert node["patch_path"] == f"cx360://{beside}", name


def test_every_model_has_a_tested_key() -> None:
    """A doubled row multiplies in every join after it. Mapped rows are tested as their entity."""
    for name, node in project.models().items():
        if node["schema"] != "mapping" and node["config"]["materialized"] != "ephemeral":
            tests = {each["test_metadata"]["name"] for each in project.tests_of(node)}
            assert "is_key" in tests, name


def test_mapped_rows_flow_into_an_entity_and_nowhere_else() -> None:
    """That is what excuses them from a key test of their own."""
    children = project.manifest()["child_map"]
    for name, node in project.models().items():
        if node["schema"] == "mapping":
            read_by = {each for each in children[node["unique_id"]] if each.startswith("model.")}
            assert len(read_by) == 1, name


def test_readers_outside_are_promised_columns_and_types() -> None:
    """Without a contract a changed column reaches the dashboards before anyone notices."""
    for name, node in project.models().items():
        published = bool(node["config"]["meta"].get("publish"))
        if published or node["schema"] == "canonical":
            assert node["config"]["contract"]["enforced"], name
            assert all(each["description"] for each in node["columns"].values()), name


def test_every_source_column_is_described() -> None:
    for source in project.manifest()["sources"].values():
        assert source["description"], source["name"]
        assert source["columns"], source["name"]
        assert all(each["description"] for each in source["columns"].values()), source["name"]


def test_no_description_is_copied() -> None:
    """Copied prose lies. What is the same everywhere is written once, as a docs block."""
    owners: dict[str, set[str]] = defaultdict(set)
    nodes = [*project.models().values(), *project.manifest()["sources"].values()]
    for node in nodes:
        owners[node["description"].strip()].add(node["name"])
        for column in node["columns"].values():
            if not column.get("doc_blocks"):
                owners[column["description"].strip()].add(f"{node['name']}.{column['name']}")
    owners.pop("", None)
    assert {text: names for text, names in owners.items() if len(names) > 1} == {}


def test_every_macro_is_used() -> None:
    """A macro that nobody calls is a promise that nobody keeps."""
    project_macros = {
        key: macro
        for key, macro in project.manifest()["macros"].items()
        if macro["package_name"] == "cx360"
    }
    called = {
        each
        for kind in ("nodes", "macros")
        for node in project.manifest()[kind].values()
        for each in node["depends_on"].get("macros", [])
    }
    for key, macro in project_macros.items():
        engine_twin = macro["name"].startswith(("duckdb__", "spark__"))
        assert engine_twin or key in called or macro["name"] == "generate_schema_name", key


def test_nothing_reads_the_connection_but_its_schema() -> None:
    """A parse made for one warehouse serves all; SQL that printed a path would print a wrong one."""
    for folder in ("models", "macros", "tests", "seeds"):
        for file in (project.DBT / folder).rglob("*.*"):
            if file.suffix in {".sql", ".yml"}:
                text = file.read_text("utf-8")
                read = set(re.findall(r"\btarget\s*(?:\.\s*\w+|\[[^]]*\])", text)) - {"target.schema"}
                read |= set(re.findall(r"env_var\(\W*(CX360_(?:WAREHOUSE|TEMP|MEMORY_LIMIT))", text))
                assert not read, f"{file.name} reads {sorted(read)}"
