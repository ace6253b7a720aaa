import pytest
from hypothesis import given
from hypothesis import strategies as st

from promotion.columns.paths import Inner, format_path, parse_path

names = st.text(max_size=8)
steps = st.tuples(names, st.lists(st.one_of(names, st.sampled_from(Inner)), max_size=5)).map(lambda t: (t[0], *t[1]))


@given(steps)
def test_every_path_reads_back_to_its_steps(steps):
    assert parse_path(format_path(steps)) == steps


@pytest.mark.parametrize(
    "path, expected",
    [
        ("actor.id", ("actor", "id")),
        ("commits[].sha", ("commits", Inner.ELEMENT, "sha")),
        ("matrix[][]", ("matrix", Inner.ELEMENT, Inner.ELEMENT)),
        ("by_day{}.count", ("by_day", Inner.MAP_VALUE, "count")),
        (r"a\.b", ("a.b",)),
        (r"\e", ("",)),
        (r"a.\e[]", ("a", "", Inner.ELEMENT)),
        (r"\\e", ("\\e",)),
    ],
)
def test_paths_are_written_as_the_data_model_says(path, expected):
    assert parse_path(path) == expected
    assert format_path(expected) == path


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", "a[", "a]b", "[]", "a[]b", "a\\", r"\x", r"a\e"])
def test_a_text_that_is_no_path_is_refused(text):
    with pytest.raises(ValueError, match="no path"):
        parse_path(text)
