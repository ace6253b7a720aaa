"""The job finds items under the keys that the functions give them."""

import json

import pytest
from fixtures import ROOT
from promotion.store import keys

VECTORS = json.loads((ROOT / "test" / "vectors" / "sort-keys.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", VECTORS)
def test_a_key_is_what_the_functions_make_it(kind):
    for vector in VECTORS[kind]:
        assert getattr(keys, f"{kind}_key")(*vector["parts"]) == vector["key"]
