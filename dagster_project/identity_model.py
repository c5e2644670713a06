"""Training of a company's own matching model: seldom, on purpose, never in the night."""

from __future__ import annotations

from dagster_project.documents import ConfigurationError
from dagster_project.matching import Model, company_rules, labelled_pairs, read_answers
from dagster_project.matching.answers import FILE as ANSWERS
from dagster_project.matching.model import MODEL_FILE
from dagster_project.matching.resolution import records_to_weigh
from dagster_project.settings import Settings
from dagster_project.warehouse import connect


def train_company(settings: Settings) -> Model:
    """Learn from the warehouse of the last night, and use the model from the next night on.

    The caller holds the lock of the home. ConfigurationError where no night has run yet, or where
    there are too few records; the model in use then stays.
    """
    from dagster_project.matching.training import TooFewRecords, train

    if not settings.warehouse_file.exists():
        raise ConfigurationError(
            f"{settings.home}: found no warehouse; accepted: a home in which a night has run; run "
            "`cx360 nightly` first"
        )
    con = connect(settings.warehouse_file)
    try:
        records = records_to_weigh(con, company_rules(settings.company_folder))
        answers = read_answers(settings.company_folder / ANSWERS)
        model = train(records, labelled_pairs(records, answers))
    except TooFewRecords as few:
        raise ConfigurationError(f"{settings.home}: {few}") from few
    finally:
        con.close()
    model.save(settings.registry / MODEL_FILE)
    return model
