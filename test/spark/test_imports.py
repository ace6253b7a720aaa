"""Which module of the job may import which."""

import ast
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import promotion
import pytest

PACKAGE = Path(promotion.__file__).parent

#: From the lowest floor to the highest: a module imports from its own floor and from those below it.
FLOORS = (
    ("contract", "iso_time", "log", "settings", "spark_session"),
    ("columns",),
    ("transactions",),
    ("aws",),
    ("store",),
    ("reading", "spark_task"),
    ("protocol",),
    ("connect",),
    ("job",),
    ("cli",),
)

#: They know neither AWS nor Spark, nor any other package but a table of letters: names, types and rules.
PURE = ("columns", "transactions")
TABLES = {"anyascii"}


def imports_of(file):
    """The modules of the package, and those of others, that a file imports; relative imports are not used."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: import by the whole name"
            # `from promotion.protocol import copy` names a module, `from promotion.protocol.copy import copy` a function.
            for alias in node.names:
                inner = PACKAGE.parent.joinpath(*node.module.split("."), f"{alias.name}.py")
                yield f"{node.module}.{alias.name}" if inner.exists() else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


MODULES = {
    ".".join(("promotion", *file.relative_to(PACKAGE).with_suffix("").parts)): frozenset(imports_of(file))
    for file in sorted(PACKAGE.rglob("*.py"))
    if file.name != "__init__.py"
}


def part_of(module):
    return module.split(".")[1]


def floor_of(module):
    (floor,) = (number for number, parts in enumerate(FLOORS) if part_of(module) in parts)
    return floor


def own(imports):
    return {name for name in imports if name.startswith("promotion.")}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_from_its_own_floor_and_those_below(module):
    above = {name for name in own(MODULES[module]) if floor_of(name) > floor_of(module)}
    assert not above


def test_no_modules_import_each_other_in_a_circle():
    try:
        TopologicalSorter({module: own(imports) for module, imports in MODULES.items()}).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("module", [module for module in MODULES if part_of(module) in PURE])
def test_pure_modules_import_nothing_but_the_standard_library_and_a_table_of_letters(module):
    others = {name.partition(".")[0] for name in MODULES[module] - own(MODULES[module])}
    assert others <= sys.stdlib_module_names | TABLES


def test_a_folder_holds_no_code_of_its_own():
    for file in PACKAGE.rglob("__init__.py"):
        (docstring,) = ast.parse(file.read_text(encoding="utf-8")).body
        assert isinstance(docstring.value, ast.Constant)
