"""The mutants that ``run_mutants.py`` runs."""

import pytest
from mutants import MUTANTS
from run_mutants import mutated


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: f"{mutant.file}: {mutant.rule}")
def test_a_mutant_still_applies_to_the_package(mutant):
    compile(mutated(mutant), mutant.file, "exec")


def test_no_two_mutants_have_the_same_name():
    assert len({(mutant.file, mutant.rule) for mutant in MUTANTS}) == len(MUTANTS)
