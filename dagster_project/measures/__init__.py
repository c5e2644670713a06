"""Measures that need more than SQL: customer value, churn risk, experiments, survey intervals.

The face of the package; Dagster and the release know only these names.
"""

from dagster_project.measures.bgnbd import BGNBD
from dagster_project.measures.bgnbd_fit import fit_bgnbd
from dagster_project.measures.churn import ChurnReport, score_churn
from dagster_project.measures.customer_value import value_customers
from dagster_project.measures.experiments import read_experiments
from dagster_project.measures.fit_report import FitReport, Horizon
from dagster_project.measures.gamma_gamma import GammaGamma, fit_gamma_gamma
from dagster_project.measures.intervals import nps_interval, wilson_interval
from dagster_project.measures.maximum_likelihood import NotFitted

__all__ = [
    "BGNBD",
    "ChurnReport",
    "FitReport",
    "GammaGamma",
    "Horizon",
    "NotFitted",
    "fit_bgnbd",
    "fit_gamma_gamma",
    "nps_interval",
    "read_experiments",
    "score_churn",
    "value_customers",
    "wilson_interval",
]
