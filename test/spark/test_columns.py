import json
import re

import pytest
from fixtures import ROOT
from hypothesis import given
from hypothesis import strategies as st

from promotion.columns.names import RESERVED, name_columns, normalised
from promotion.columns.paths import format_path, parse_path

#: The tests of the command line read them, too.
VECTORS = json.loads((ROOT / "test" / "vectors" / "column-names.json").read_text(encoding="utf-8"))

top_level = st.text(max_size=12).map(lambda name: format_path((name,)))
nested = st.tuples(st.sampled_from(["a", "A"]), st.text(max_size=4)).map(lambda t: format_path(t))
paths = st.sets(st.one_of(top_level, nested), max_size=20)


@pytest.mark.parametrize("vector", VECTORS["normalised"], ids=lambda vector: repr(vector["raw"])[:40])
def test_names_are_what_the_command_line_predicts(vector):
    assert normalised(vector["raw"]) == vector["name"]


@pytest.mark.parametrize("table", VECTORS["tables"], ids=lambda table: repr(list(table["names"]))[:40])
def test_tables_have_the_names_that_the_command_line_predicts(table):
    assert name_columns([*table["names"], *table["unnamed"]], {}) == table["names"]


@given(st.text(max_size=300))
def test_no_name_needs_quotes_in_sql(raw):
    assert re.fullmatch(r"[a-z_][a-z0-9_]{0,254}", normalised(raw))


@given(paths)
def test_names_are_unique_within_their_scope_and_none_is_reserved(paths):
    names = name_columns(paths, {})
    assert set(names) == paths
    for scope in {parse_path(path)[:-1] for path in paths}:
        siblings = [names[path] for path in paths if parse_path(path)[:-1] == scope]
        assert len(set(siblings)) == len(siblings)
    assert not RESERVED & {names[path] for path in paths if len(parse_path(path)) == 1}


@given(paths, paths)
def test_the_name_of_a_path_never_changes(first, second):
    recorded = name_columns(first, {})
    later = name_columns(first | second, recorded)
    assert {path: later[path] for path in first} == recorded
    assert name_columns(second, recorded) == later


def test_a_column_named_like_a_partition_key_or_like_lineage_is_renamed():
    assert name_columns(["date", "Source", "_source_file"], {}) == {
        "date": "date_2",
        "Source": "source_2",
        "_source_file": "_source_file_2",
    }


def test_a_struct_field_may_be_named_like_a_partition_key():
    assert name_columns(["a.date"], {}) == {"a.date": "date"}


def test_names_that_are_equal_after_normalisation_are_numbered_and_stay_short():
    assert name_columns(["Id", "id", "ID"], {}) == {"ID": "id", "Id": "id_2", "id": "id_3"}
    long = "x" * 300
    assert len(name_columns([long, long.upper()], {})[long]) == 255


def test_the_name_of_a_path_that_vanished_is_not_used_again():
    assert name_columns(["user_id"], {"user id": "user_id"})["user_id"] == "user_id_2"


def test_elements_of_arrays_have_no_names_but_the_fields_below_them_do():
    assert name_columns(["tags", "tags[]", "items[].Sku"], {}) == {"tags": "tags", "items[].Sku": "sku"}
