"""Addresses of the lab that store nothing, as the web asks for them and hands them out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mipviz.http.refusal import RefusalError
from simulation import ScenarioError, read_address, read_scenario, write_address
from simulation.scenario import FIRST_SCENARIO, forecast_events

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation import Scenario


@dataclass(frozen=True, slots=True)
class Asked:
    """The scenario that somebody asks for, and what of the asking made no sense."""

    scenario: Scenario
    warnings: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The lab's address, on this server, that shows it and stores nothing."""
        return f"/?{write_address(self.scenario)}"

    def document(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "scenario": self.scenario.document(),
            "digest": self.scenario.digest(),
            "address": write_address(self.scenario),
            "warnings": self.warnings,
            "events": forecast_events(self.scenario),
            "notes": [each._asdict() for each in self.scenario.notes()],
        }


def of_query(query: Mapping[str, str], otherwise: str = FIRST_SCENARIO) -> Asked:
    """Return what the query of an address asks for; *otherwise* is the preset if it names none.

    Raises `RefusalError` for a document in it that cannot be read.
    """
    try:
        address = read_address(query, otherwise)
    except ScenarioError as error:
        raise RefusalError.of_scenario(error) from error
    return Asked(address.scenario, [_warning(each) for each in address.warnings])


def of_document(document: Mapping[str, Any]) -> Asked:
    """Return what a scenario document asks for; raises `RefusalError` if it cannot be read."""
    try:
        return Asked(read_scenario(document))
    except ScenarioError as error:
        raise RefusalError.of_scenario(error) from error


def _warning(error: ScenarioError) -> dict[str, str]:
    return {"where": error.where[:80], "what": error.what[:200], "accepted": error.accepted[:2_000]}
