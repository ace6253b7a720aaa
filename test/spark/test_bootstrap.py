"""The bootstrap action of a node, with a stand-in for the command line that fetches its zips."""

import io
import os
import platform
import re
import stat
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ASSETS = Path(__file__).resolve().parents[2] / "spark-assets"
MACHINE = platform.machine()

#: Copies a local file instead of an object, and writes down how it was called.
AWS = '#!/bin/bash\necho "$@" >> "$(dirname "$0")/calls"\ncp "${6#s3:/}" "$7"\n'

#: The beginning of a command that root runs with no more rights to files than anybody else has to theirs.
LIKE_ANYBODY = [] if os.geteuid() else ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


class Node:
    """A machine on which the action runs."""

    def __init__(self, folder):
        self.folder = folder
        self.library = folder / "opt" / "promotion-lib"
        self.library.parent.mkdir()
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.program("aws", AWS)

    def program(self, name, text):
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def zip(self, name, files):
        """A zip with these files, as the deployment stores it."""
        with zipfile.ZipFile(self.folder / name, "w") as archive:
            for path, data in files.items():
                archive.writestr(path, data)
        return f"s3:/{self.folder / name}"

    def boot(self, package, wheels):
        return subprocess.run(
            [*LIKE_ANYBODY, "bash", str(ASSETS / "bootstrap.sh"), str(self.library), package, wheels, "eu-central-1"],
            env={**os.environ, "PATH": f"{self.bin}:{Path(sys.executable).parent}:{os.environ['PATH']}", "TMPDIR": str(self.folder)},
            preexec_fn=lambda: os.umask(0o077),
            capture_output=True,
            text=True,
        )

    def files(self):
        return sorted(str(file.relative_to(self.library)) for file in self.library.rglob("*") if file.is_file())


@pytest.fixture
def node(tmp_path):
    return Node(tmp_path)


def wheel(path):
    """The bytes of a wheel with one file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(path, "")
    return data.getvalue()


def test_a_node_gets_the_job_and_the_wheels_that_fit_it(node):
    package = node.zip("package.zip", {"promote.py": "", "promotion/cli.py": ""})
    wheels = node.zip(
        "wheels.zip",
        {
            "pure-1-py2.py3-none-any.whl": wheel("pure.py"),
            f"native-1-cp311-abi3-manylinux_2_17_{MACHINE}.manylinux2014_{MACHINE}.whl": wheel("native.so"),
            "foreign-1-py3-none-manylinux2014_sparc.whl": wheel("foreign.so"),
            f"windows-1-py3-none-win_{MACHINE}.whl": wheel("windows.pyd"),
        },
    )
    done = node.boot(package, wheels)
    assert (done.returncode, done.stdout) == (0, "")
    native = ["native.so"] if sys.platform == "linux" else []
    assert node.files() == sorted(["promote.py", "promotion/cli.py", "pure.py", *native])
    assert "foreign-1-py3-none-manylinux2014_sparc.whl does not fit" in done.stderr
    assert all("--region eu-central-1" in call for call in (node.bin / "calls").read_text().splitlines())


def test_every_user_of_a_node_can_read_the_library(node):
    assert node.boot(node.zip("package.zip", {"promotion/cli.py": ""}), node.zip("wheels.zip", {"p-1-py3-none-any.whl": wheel("p/a.py")})).returncode == 0
    for path in [node.library, *node.library.rglob("*")]:
        needed = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
        assert path.stat().st_mode & needed == needed, path


def test_a_library_that_is_there_is_replaced(node):
    node.library.mkdir()
    (node.library / "old.py").write_text("")
    assert node.boot(node.zip("package.zip", {"promote.py": ""}), node.zip("wheels.zip", {"p-1-py3-none-any.whl": wheel("p.py")})).returncode == 0
    assert node.files() == ["p.py", "promote.py"]


def test_a_user_who_may_not_write_to_the_parent_becomes_root(node):
    node.program("sudo", '#!/bin/bash\nchmod u+w "$(dirname "${@: -1}")" && "$@"\n')
    node.library.parent.chmod(0o555)
    assert node.boot(node.zip("package.zip", {"promote.py": ""}), node.zip("wheels.zip", {"p-1-py3-none-any.whl": wheel("p.py")})).returncode == 0
    assert node.files() == ["p.py", "promote.py"]


def test_a_zip_without_wheels_ends_the_node(node):
    done = node.boot(node.zip("package.zip", {"promote.py": ""}), node.zip("wheels.zip", {".gitkeep": ""}))
    assert done.returncode != 0
    assert "no *.whl at its root" in done.stderr
    assert not node.library.exists()


@pytest.mark.skipif(sys.platform != "linux" or MACHINE != "x86_64", reason="the wheels are those of a cluster's machines")
def test_the_wheels_of_the_package_need_nothing_else_on_a_node(node):
    wheels = node.zip("wheels.zip", {file.name: file.read_bytes() for file in (ASSETS / "wheels").glob("*.whl")})
    assert node.boot(node.zip("package.zip", {"promote.py": ""}), wheels).returncode == 0
    program = """
import io, sys
sys.path.insert(0, sys.argv[1])
import anyascii, arro3.core, arro3.io, boto3, wasmtime
assert anyascii.anyascii("\\u65e5\\u4ed8") == "RiFu"
boto3.session.Session(region_name="eu-central-1").client("s3")
engine = wasmtime.Engine()
store = wasmtime.Store(engine)
module = wasmtime.Module(engine, '(module (func (export "seven") (result i32) i32.const 7))')
assert wasmtime.Instance(store, module, []).exports(store)["seven"](store) == 7
table = arro3.core.Table.from_pydict({"a": arro3.core.Array([1, 2], arro3.core.DataType.int64())})
arro3.io.write_parquet(table, written := io.BytesIO(), compression="zstd(3)")
assert written.getvalue()[:4] == b"PAR1"
assert {module.__name__ for module in (arro3.core, arro3.io, boto3, wasmtime)} <= set(sys.modules)
assert all(module.__file__.startswith(sys.argv[1]) for module in (anyascii, arro3.core, boto3, wasmtime))
"""
    # Isolated, and without the packages of this environment.
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program, str(node.library)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_tests_run_with_the_versions_that_a_cluster_has():
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)", (ASSETS / "wheels.txt").read_text(), re.MULTILINE))
    assert {"anyascii", "arro3-core", "arro3-io", "boto3", "wasmtime"} <= pinned.keys()
    assert {name: version(name) for name in pinned} == pinned
