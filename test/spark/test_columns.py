import json
import random
import re
import subprocess
import sys

import pytest
from fixtures import ROOT
from hypothesis import example, given
from hypothesis import strategies as st

from promotion.columns.comments import column_comment
from promotion.columns.names import RESERVED, name_columns, normalised
from promotion.columns.paths import format_path, parse_path

#: The tests of the command line read them, too.
VECTORS = json.loads((ROOT / "test" / "vectors" / "column-names.json").read_text(encoding="utf-8"))

top_level = st.text(max_size=12).map(lambda name: format_path((name,)))
nested = st.tuples(st.sampled_from(["a", "A"]), st.text(max_size=4)).map(lambda t: format_path(t))
paths = st.lists(st.one_of(top_level, nested), max_size=20, unique=True)


@pytest.mark.parametrize("vector", VECTORS["normalised"], ids=lambda vector: repr(vector["raw"])[:40])
def test_names_are_what_the_command_line_predicts(vector):
    assert normalised(vector["raw"]) == vector["name"]


@pytest.mark.parametrize("table", VECTORS["tables"], ids=lambda table: repr([path for path, _ in table])[:40])
def test_tables_have_the_names_that_the_command_line_predicts(table):
    assert list(name_columns([path for path, _ in table], {}).items()) == [(path, name) for path, name in table if name is not None]


def test_the_command_line_predicts_the_name_of_every_letter():
    letters = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point <= 0xDFFF]
    random.shuffle(letters)
    # Each name is in a struct of its own, because equal names would be numbered.
    paths = [format_path((str(at), "".join(letters[at : at + 16]))) for at in range(0, len(letters), 16)]
    command = ["npx", "tsx", "test/columns/write-names.ts"]
    predicted = subprocess.run(command, cwd=ROOT, input=json.dumps(paths), stdout=subprocess.PIPE, check=True, text=True).stdout
    assert json.loads(predicted) == name_columns(paths, {})


@given(st.text(max_size=300))
def test_no_name_needs_quotes_in_sql(raw):
    assert re.fullmatch(r"[a-z_][a-z0-9_]{0,254}", normalised(raw))


@given(paths)
def test_names_are_unique_within_their_scope_and_none_is_reserved(paths):
    names = name_columns(paths, {})
    assert list(names) == paths
    for scope in {parse_path(path)[:-1] for path in paths}:
        siblings = [names[path] for path in paths if parse_path(path)[:-1] == scope]
        assert len(set(siblings)) == len(siblings)
    assert not RESERVED & {names[path] for path in paths if len(parse_path(path)) == 1}


@given(paths, paths)
def test_the_name_of_a_path_never_changes(first, second):
    recorded = name_columns(first, {})
    later = name_columns(second + first, recorded)
    assert {path: later[path] for path in first} == recorded
    assert name_columns(second, recorded) == later


def test_names_that_an_older_rule_gave_are_kept_and_new_ones_do_not_take_them():
    recorded = {"日付": "_", "店舗": "__2", "café (€)": "cafe_", "Größe": "rifu"}
    names = name_columns(["店舗", "日付", "数量", "日 付", "日付け", "café (€)"], recorded)
    assert names == {**recorded, "数量": "shuliang", "日 付": "ri_fu", "日付け": "rifuke"}
    assert name_columns(["日付 "], recorded)["日付 "] == "rifu_2"


def test_a_column_named_like_a_partition_key_or_like_lineage_is_renamed():
    assert name_columns(["date", "Source", "_source_file"], {}) == {
        "date": "date_2",
        "Source": "source_2",
        "_source_file": "_source_file_2",
    }


def test_a_struct_field_may_be_named_like_a_partition_key():
    assert name_columns(["a.date"], {}) == {"a.date": "date"}


def test_names_that_are_equal_after_normalisation_are_numbered_and_stay_short():
    assert name_columns(["Id", "id", "ID"], {}) == {"Id": "id", "id": "id_2", "ID": "id_3"}
    long = "x" * 300
    assert len(name_columns([long, long.upper()], {})[long]) == 255


def test_the_name_of_a_path_that_vanished_is_not_used_again():
    assert name_columns(["user_id"], {"user id": "user_id"})["user_id"] == "user_id_2"


def test_elements_of_arrays_have_no_names_but_the_fields_below_them_do():
    assert name_columns(["tags", "tags[]", "items[].Sku"], {}) == {"tags": "tags", "items[].Sku": "sku"}


@given(st.text(max_size=300) | st.text(alphabet="é\U0001f600", min_size=120, max_size=300))
@example("a" * 255)
@example("\U0001f600" * 128)
def test_the_comment_of_a_column_is_the_fields_name_as_the_catalog_takes_it(field):
    comment = column_comment(field)
    # The pattern and the length that the API of Glue demands of a comment.
    assert re.fullmatch("[\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff\t]*", comment)
    assert len(comment.encode("utf-16-le")) <= 2 * 255
    if re.fullmatch("[!-~]{0,255}", field):
        assert comment == field


def test_a_comment_has_no_line_breaks_and_shows_that_it_is_cut():
    assert column_comment(" Größe\r\nin cm ") == "Größe  in cm"
    assert column_comment("\0") == ""
    assert column_comment("x" * 255) == "x" * 255
    assert column_comment("x" * 256) == "x" * 254 + "…"
    assert column_comment("\U0001f600" * 128) == "\U0001f600" * 127 + "…"
