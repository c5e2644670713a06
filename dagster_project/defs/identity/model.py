"""The model behind the third tier of evidence, trained when somebody asks for it."""

import dagster as dg

from dagster_project.defs.resources import Night
from dagster_project.identity_model import train_company

TRAINING_JOB = "identity_training"


@dg.asset(
    key=["identity_model", "company"],
    deps=[["canonical", "party"], ["canonical", "contact_set"]],
    group_name="identity",
    kinds={"python", "splink"},
)
def identity_model(night: Night) -> dg.MaterializeResult:
    """The company's own matching model, with the weight from which a pair is linked.

    Outside the nightly job: a model that changed by itself would change who is who overnight.
    """
    model = train_company(night.settings)
    return dg.MaterializeResult(
        metadata={
            "version": model.version,
            "threshold": model.threshold,
            "records": model.trained_on["records"],
        }
    )


@dg.definitions
def training() -> dg.Definitions:
    job = dg.define_asset_job(
        TRAINING_JOB,
        selection=dg.AssetSelection.assets(identity_model),
        description="Train the matching model on the last night's records.",
    )
    return dg.Definitions(assets=[identity_model], jobs=[job])
