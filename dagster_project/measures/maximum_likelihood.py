"""The largest likelihood over positive parameters, and when to say that there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Floats = npt.NDArray[np.float64]

# Parameters are searched between these, in a unit where time and money average 1. A maximum on
# the edge means that the data prefer a simpler model than the one asked for.
LOWEST, HIGHEST = 1e-4, 1e4
_DIFFERENCE = 1e-4
_NEWTON_STEPS = 10
# A last step this small changes no digit that is kept.
_SETTLED = 1e-8


class NotFitted(Exception):
    """The data do not determine the parameters; the message says which and why."""


@dataclass(frozen=True)
class Likelihood:
    """Total log-likelihood and its gradient at given parameters, over `observations` customers."""

    names: tuple[str, ...]
    at: Callable[[Floats], tuple[float, Floats]]
    observations: float


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood is largest; `log_errors` are standard errors of the logarithms."""

    parameters: Floats
    log_errors: Floats


def maximise(likelihood: Likelihood, starts: Sequence[Sequence[float]]) -> Maximum:
    """Search from every start in logarithms, so that no parameter can turn negative."""

    def objective(logs: Floats) -> tuple[float, Floats]:
        parameters = np.exp(logs)
        value, gradient = likelihood.at(parameters)
        scale = -1.0 / likelihood.observations
        return value * scale, gradient * parameters * scale

    bounds = [(np.log(LOWEST), np.log(HIGHEST))] * len(likelihood.names)
    found = [
        minimize(
            objective,
            np.log(np.asarray(start, dtype=np.float64)),
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8},
        )
        for start in starts
    ]
    best = min(found, key=lambda result: float(result.fun))
    logs = np.asarray(best.x, dtype=np.float64)
    _refuse_edges(likelihood.names, logs)
    return _polished(likelihood, objective, logs)


def _polished(
    likelihood: Likelihood, objective: Callable[[Floats], tuple[float, Floats]], logs: Floats
) -> Maximum:
    """Newton steps to the last digits: where L-BFGS-B stops depends on the machine's arithmetic."""
    step = np.full(len(logs), np.inf)
    for _ in range(_NEWTON_STEPS):
        curvature = _curvature(objective, logs)
        if np.linalg.eigvalsh(curvature)[0] <= 0:
            raise NotFitted(f"{_listed(likelihood.names)}: the likelihood has no single peak")
        step = np.linalg.solve(curvature, -objective(logs)[1])
        logs = logs + np.clip(step, -1, 1)
        if np.abs(step).max() < _SETTLED:
            break
    _refuse_edges(likelihood.names, logs)
    if np.abs(step).max() > _SETTLED:
        raise NotFitted(f"{_listed(likelihood.names)}: the search did not converge")
    log_errors = np.sqrt(np.diag(np.linalg.inv(curvature)) / likelihood.observations)
    return Maximum(np.exp(logs), log_errors)


def _curvature(objective: Callable[[Floats], tuple[float, Floats]], logs: Floats) -> Floats:
    rows = [
        objective(logs + offset)[1] - objective(logs - offset)[1]
        for offset in np.eye(len(logs)) * _DIFFERENCE
    ]
    matrix = np.asarray(rows) / (2 * _DIFFERENCE)
    return (matrix + matrix.T) / 2


def _refuse_edges(names: tuple[str, ...], logs: Floats) -> None:
    margin = 1e-3
    outside = (logs <= np.log(LOWEST) + margin) | (logs >= np.log(HIGHEST) - margin)
    if outside.any():
        at_edge = tuple(name for name, edge in zip(names, outside, strict=True) if edge)
        raise NotFitted(f"{_listed(at_edge)}: at the edge of the range that is searched")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def significant(value: float, digits: int = 6) -> float:
    """Rounded so that the last bits, which differ between machines, reach no published number."""
    return float(f"{value:.{digits - 1}e}")
