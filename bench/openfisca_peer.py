"""Rules of the law as OpenFisca variables: the peer in speed and the differential oracle on fully known facts.

Needs openfisca-core (AGPL, never shipped). The formulas are written from the readable expressions of the
provisions, not from the compiled graph, so that an error of the compiler shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core import entities, taxbenefitsystems, variables
from openfisca_core.periods import DateUnit
from openfisca_core.reforms import Reform
from openfisca_core.simulation_builder import SimulationBuilder

from qorgan.law.expression import Expression
from qorgan.law.lawbook import Lawbook
from qorgan.law.schema import Provision

PERIOD = "2026"


def name(code: str) -> str:
    """A variable name for a fact, provision or definition."""
    return code.replace(".", "__").replace("-", "_").replace("/", "___")


class Peer:
    """A tax-and-benefit system whose variables are facts, definitions and provisions of one law book."""

    def __init__(self, book: Lawbook, provisions: list[Provision]) -> None:
        self.book = book
        self.person = entities.build_entity("person", "persons", "a person", is_person=True)
        self.system = taxbenefitsystems.TaxBenefitSystem([self.person])
        self.inputs: set[str] = set()
        self._made: set[str] = set()
        self._target: Any = self.system
        for provision in provisions:
            self.add(provision)

    def _variable(self, identifier: str, formula: Callable[..., Any] | None) -> None:
        body: dict[str, Any] = {"value_type": bool, "entity": self.person, "definition_period": DateUnit.YEAR,
                                "label": identifier}  # fmt: skip
        if formula is not None:
            body["formula"] = formula
        self.system.add_variable(type(name(identifier), (variables.Variable,), body))
        self._made.add(identifier)

    def term(self, expression: Expression, owner: Provision) -> Callable[..., Any]:
        """A vector formula for an expression; adds the variables that it needs."""
        form, value = expression[0], expression[1]
        if form == "atom":
            if value not in self._made:
                self._variable(value, None)
                self.inputs.add(value)
            key = name(value)
            return lambda person, period: person(key, period)
        if form == "const":
            return lambda person, period: np.full(person.count, value)
        if form == "not":
            inner = self.term(value, owner)
            return lambda person, period: ~inner(person, period)
        if form in ("all", "any"):
            parts = [self.term(each, owner) for each in value]
            join = np.logical_and if form == "all" else np.logical_or
            return lambda person, period: join.reduce([part(person, period) for part in parts])
        if form == "ref":
            definition = self.book._wording(value, owner)
            mark = f"{definition.id}/{expression[2]}"
            if mark not in self._made:
                self._variable(mark, self.term(definition.expressions[expression[2]], definition))
            key = name(mark)
            return lambda person, period: person(key, period)
        target = self.book._wording(value, owner)
        self.add(target)
        key = name(target.id)
        return lambda person, period: person(key, period)

    def formula(self, p: Provision) -> Callable[..., Any]:
        """All elements, one of the bases, one of the clauses, no exception."""
        conditions = [self.term(each.when, p) for each in p.elements]
        bases = []
        for base in p.base:
            wording = self.book._wording(base, p)
            self.add(wording)
            bases.append(name(wording.id))
        clauses = [self.term(each.when, p) for each in p.clauses]
        exceptions = [self.term(each.when, p) for each in p.exceptions]
        special = []
        for other in p.overridden_by:
            wording = self.book._wording(other, p)
            self.add(wording)
            special.append(name(wording.id))

        def formula(person: Any, period: Any) -> Any:
            result = np.ones(person.count, dtype=bool)
            for condition in conditions:
                result &= condition(person, period)
            if bases:
                result &= np.logical_or.reduce([person(each, period) for each in bases])
            if clauses:
                result &= np.logical_or.reduce([clause(person, period) for clause in clauses])
            for exception in exceptions:
                result &= ~exception(person, period)
            for each in special:
                result &= ~person(each, period)
            return result

        return formula

    def add(self, p: Provision) -> None:
        """A variable for a provision."""
        if p.id not in self._made:
            self._made.add(p.id)
            self._variable(p.id, self.formula(p))

    def reformed(self, changed: Provision) -> Any:
        """The system with one provision replaced, as OpenFisca does it: a Reform on a copy."""
        peer = self
        formula = self.formula(changed)

        class Changed(Reform):
            def apply(self) -> None:
                body = {"value_type": bool, "entity": peer.person, "definition_period": DateUnit.YEAR,
                        "label": changed.id, "formula": formula}  # fmt: skip
                self.replace_variable(type(name(changed.id), (variables.Variable,), body))

        return Changed(self.system)

    def simulate(self, system: Any, columns: dict[str, Any], count: int) -> Any:
        """A simulation with the known facts set."""
        simulation = SimulationBuilder().build_default_simulation(system, count=count)
        for code in self.inputs:
            simulation.set_input(name(code), PERIOD, columns[code])
        return simulation


def calculate(simulation: Any, identifier: str) -> Any:
    """Verdicts of one provision as booleans."""
    return simulation.calculate(name(identifier), PERIOD)
