"""`cx360 contract`: draft a contract for a file, try one against files, compare two."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dagster_project.documents import ConfigurationError

if TYPE_CHECKING:
    from dagster_project.contracts.comparing import Change
    from dagster_project.contracts.drafting import Draft
    from dagster_project.contracts.trying import Trial

_REFUSED = 1
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def contract() -> None:
    """Draft, try and compare extract contracts.

    \b
    cx360 contract new export.csv          a first contract for a file nobody has described
    cx360 contract check CONTRACT FILE…    how files land under a contract, without landing them
    cx360 contract diff OLD NEW            what changed, and what it breaks
    """


@contract.command()
@click.argument("file", type=_FILE)
@click.option("--entity", help="Write it as this canonical entity, such as support_case.")
@click.option("--vendor", help="Vendor of a contract of its own [own].")
@click.option("--object", "object_name", help="Object, in small letters [from the file's name].")
@click.option("--variant", help="Variant [from the file's name or format].")
@click.option("--member", help="Which members of a zip are the file: a glob over their names.")
@click.option("--company", type=click.Path(), help="Company folder to write to [CX360_COMPANY].")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def new(
    file: Path,
    entity: str | None,
    vendor: str | None,
    object_name: str | None,
    variant: str | None,
    member: str | None,
    company: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Draft a contract from a sample FILE, and land the file under it once to try it.

    The draft goes to contracts/<vendor>/<object>@<variant>.yaml in the company folder (without one,
    in this folder). What is a guess is a comment in it. A file that looks like a canonical entity
    becomes a variant of generic/<entity>, whose rows reach the customer 360 without any code;
    --vendor asks for a contract of its own instead. Exit code 1: the file cannot be read, lacks a
    column that its entity requires, or does not land under the draft.

    \b
    cx360 contract new inquiries.csv --company /srv/company
    cx360 contract new inquiries.csv --entity support_case --variant helpdesk
    cx360 contract new export.zip --member "*Contact*.csv" --vendor crm --object contact
    """
    from dagster_project.contracts.drafting import Wanted, draft_contract
    from dagster_project.landing.refusal import RefusedFile

    if entity and vendor not in (None, "generic"):
        raise click.UsageError("--entity and --vendor: a variant of an entity is `generic`")
    wanted = Wanted(vendor, object_name, variant, entity, member).named_by(out)
    try:
        draft = draft_contract(file, wanted)
    except RefusedFile as error:
        click.echo(f"{file}: {error.sentence}", err=True)
        sys.exit(_REFUSED)
    target = out or _contracts_folder(company) / f"{draft.ref}.yaml"
    if target.exists():
        raise ConfigurationError(
            f"{target}: is there already; accepted: another --variant or --out, or remove it first"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(draft.text, "utf-8")
    click.echo(_draft_json(draft, target) if as_json else _draft_text(draft, target, file))
    if draft.missing or not all(each.book["status"] == "landed" for each in draft.trial.books):
        sys.exit(_REFUSED)


def _contracts_folder(company: str | None) -> Path:
    folder = company or os.environ.get("CX360_COMPANY")
    if folder and not Path(folder).is_dir():
        raise ConfigurationError(f"{folder}: there is no such company folder")
    return Path(folder or ".") / "contracts"


def _draft_json(draft: Draft, target: Path) -> str:
    said = {
        "contract": draft.ref,
        "path": str(target),
        "entity": draft.entity,
        "missing": draft.missing,
        "maybe": draft.maybe,
        "shipped_contracts_that_fit": draft.fitting,
        "format": draft.sample.form.format,
        "encoding": draft.sample.form.found,
        "key": draft.loading.key,
        "columns": [
            {
                "name": each.name,
                "header": each.header,
                "type": each.logical_type,
                "pii": each.pii,
                "doubts": each.doubts,
            }
            for each in draft.columns
        ],
        "kept_in_extra": draft.left,
        "books": _books_json(draft.trial),
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def _draft_text(draft: Draft, target: Path, file: Path) -> str:
    sample, layout = draft.sample, draft.sample.layout
    splits = f", fields end at {layout.delimiter!r}" if layout and layout.delimiter != "," else ""
    above = f", {layout.top} lines above the header" if layout and layout.top else ""
    personal = [f"{each.name} ({each.pii})" for each in draft.columns if each.pii]
    lines = [
        f"wrote {target}",
        f"  file       {sample.form.format}, {sample.form.found}{splits}{above}, "
        f"{len(sample.headers)} columns, {sample.rows:,} rows read",
        f"  contract   {draft.ref}, {len(draft.columns)} columns, {draft.loading.mode} by "
        f"{' + '.join(draft.loading.key) or 'no key'}",
        f"  personal   {', '.join(personal) or 'nothing found'}",
        f"  to judge   {draft.doubts} comments in it say what is a guess or left out",
    ]
    if draft.fitting:
        lines.append(f"  shipped    {', '.join(draft.fitting)} knows this layout: look there first")
    if draft.entity:
        lines.append(f"  reaches    the customer 360 as {draft.entity}")
    if draft.maybe:
        lines.append(f"  perhaps    {' or '.join(draft.maybe)}: draft again with --entity")
    lines += [f"  MISSING    {each}: required, and no header is it" for each in draft.missing]
    lines += ["", _trial_text(draft.trial).rstrip(), ""]
    lines.append("next: read it, then add to sources.yaml")
    lines.append(f"  - {{name: ..., contract: {draft.ref}, path: 'extracts/**/{file.name}'}}")
    return "\n".join(lines)


@contract.command()
@click.argument("contract_name", metavar="CONTRACT")
@click.argument("files", type=_FILE, nargs=-1, required=True, metavar="FILE...")
@click.option("--company", type=click.Path(), help="Company folder [CX360_COMPANY].")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def check(contract_name: str, files: tuple[Path, ...], company: str | None, as_json: bool) -> None:
    """Land FILEs under CONTRACT (a file, or vendor/object@variant) in a home that is thrown away.

    Prints the books: rows in, landed and quarantined with reasons and row numbers, and how the
    headers differ from the contract. Exit code 1: a file is refused or a row quarantined.

    \b
    cx360 contract check contracts/generic/support_case@helpdesk.yaml inquiries.csv
    cx360 contract check smaregi/member@csv extracts/*/members.csv
    cx360 contract check crm/contact@csv contacts.csv --json | jq '.books[].quarantine_reasons'
    """
    from dagster_project.contracts.trying import tried

    trial = tried(_contract_file(contract_name, company), files)
    if as_json:
        click.echo(json.dumps({"contract": trial.ref, "books": _books_json(trial)},
                              ensure_ascii=False, indent=1))  # fmt: skip
    else:
        click.echo(_trial_text(trial).rstrip())
    if not trial.fine:
        sys.exit(_REFUSED)


def _contract_file(said: str, company: str | None) -> Path:
    """A path to a file, or the ref of a contract in the company folder or among the shipped."""
    from dagster_project.contracts import read_contract
    from dagster_project.contracts.reading import SHIPPED

    if said.endswith((".yaml", ".yml")) or Path(said).is_file():
        if not Path(said).is_file():
            raise ConfigurationError(f"{said}: there is no such file")
        return Path(said)
    return read_contract(said, [_contracts_folder(company), SHIPPED]).path


def _books_json(trial: Trial) -> list[dict[str, object]]:
    return [
        {**each.book, "refused_rows": [asdict(reason) for reason in each.refused]}
        for each in trial.books
    ]


def _trial_text(trial: Trial) -> str:
    from dagster_project.terminal import books_table

    shown = [{**each.book, "path": Path(each.file).name} for each in trial.books]
    text = books_table({"books": shown})
    for each in trial.books:
        for reason in each.refused:
            rows = ", ".join(f"{number:,}" for number in reason.first_rows)
            more = " …" if reason.rows > len(reason.first_rows) else ""
            column = f" ({reason.column})" if reason.column else ""
            text += f"{Path(each.file).name}: {reason.reason}{column}: rows {rows}{more}\n"
    return text


@contract.command()
@click.argument("old")
@click.argument("new_version", metavar="NEW")
@click.option("--company", type=click.Path(), help="Company folder [CX360_COMPANY].")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def diff(old: str, new_version: str, company: str | None, as_json: bool) -> None:
    """Say what changed from OLD to NEW (files or refs), and what each change breaks or needs.

    Exit code 1: at least one change can refuse rows or files, change values, or take a column
    away from the models behind it.

    \b
    git show HEAD:contracts/crm/contact@csv.yaml > /tmp/crm/contact@csv.yaml
    cx360 contract diff /tmp/crm/contact@csv.yaml contracts/crm/contact@csv.yaml
    cx360 contract diff salesforce/contact@bulk2 salesforce/contact@weekly --json
    """
    from dagster_project.contracts import read_contract_file
    from dagster_project.contracts.comparing import changes

    found = changes(
        read_contract_file(_contract_file(old, company)),
        read_contract_file(_contract_file(new_version, company)),
    )
    breaking = any(each.breaks for each in found)
    if as_json:
        said = [{**asdict(each), "breaks": each.breaks} for each in found]
        click.echo(
            json.dumps({"breaking": breaking, "changes": said}, ensure_ascii=False, indent=1)
        )
    else:
        click.echo(_changes_text(found))
    if breaking:
        sys.exit(_REFUSED)


def _changes_text(found: tuple[Change, ...]) -> str:
    if not found:
        return "nothing changed"
    lines = []
    for each in found:
        lines.append(f"{'BREAKS ' if each.breaks else '       '}{each.where}: {each.what}")
        lines.append(f"           {each.effect}: {each.needs}")
    count = sum(each.breaks for each in found)
    lines.append(f"{len(found)} changes, {count} of them breaking")
    return "\n".join(lines)
