import json

import pytest
from fixtures import ROOT
from hypothesis import given
from hypothesis import strategies as st
from promotion.columns.paths import Inner, format_path, parse_path

#: The tests of the functions read them, too.
VECTORS = json.loads((ROOT / "test" / "vectors" / "paths.json").read_text(encoding="utf-8"))

INTO = {"element": Inner.ELEMENT, "value": Inner.MAP_VALUE}

names = st.text(max_size=8)
steps = st.tuples(names, st.lists(st.one_of(names, st.sampled_from(Inner)), max_size=5)).map(lambda t: (t[0], *t[1]))


@given(steps)
def test_every_path_reads_back_to_its_steps(steps):
    assert parse_path(format_path(steps)) == steps


@pytest.mark.parametrize("vector", VECTORS["paths"], ids=lambda vector: repr(vector["path"]))
def test_paths_are_what_they_are_for_the_functions(vector):
    steps = tuple(step if isinstance(step, str) else INTO[step["into"]] for step in vector["steps"])
    assert parse_path(vector["path"]) == steps
    assert format_path(steps) == vector["path"]


@pytest.mark.parametrize("text", VECTORS["invalid"], ids=repr)
def test_a_text_that_is_not_a_path_is_refused(text):
    with pytest.raises(ValueError, match="not a path"):
        parse_path(text)
