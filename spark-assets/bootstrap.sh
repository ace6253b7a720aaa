#!/bin/bash
# Unpacks the job and its Python dependencies on a node without internet. EMR runs this on every node: the driver and the tasks of the
# executors import the same files. Unzipping a wheel is installing it, because none of them has scripts to run.
# Arguments: the folder to unpack into; the s3:// URIs of the zip of the job and of a zip with *.whl files at its root; and the region of
# their bucket. Without the region, the command line may ask an endpoint that isolated subnets cannot reach.
set -euo pipefail

library="$1"
package_uri="$2"
wheels_uri="$3"
region="$4"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

for name in package wheels; do
  uri="${name}_uri"
  aws s3 cp --region "$region" --only-show-errors "${!uri}" "$work/$name.zip"
done
python3 - "$work" <<'PYTHON'
import io
import platform
import sys
import zipfile
from pathlib import Path

work = Path(sys.argv[1])
library = work / "library"


def fits(wheel):
    """Whether a wheel runs on this machine. The last part of its name says on which platforms it runs."""
    platforms = wheel[: -len(".whl")].split("-")[-1].split(".")
    return "any" in platforms or any(
        sys.platform == "linux" and tag.startswith("manylinux") and tag.endswith("_" + platform.machine()) for tag in platforms
    )


with zipfile.ZipFile(work / "wheels.zip") as wheels:
    names = [name for name in wheels.namelist() if name.endswith(".whl")]
    if not names:
        sys.exit("the zip of wheels holds no *.whl at its root; run fetch_wheels.py before the package is built")
    for name in names:
        if fits(name):
            zipfile.ZipFile(io.BytesIO(wheels.read(name))).extractall(library)
        else:
            print(f"{name} does not fit {sys.platform} on {platform.machine()}", file=sys.stderr)
zipfile.ZipFile(work / "package.zip").extractall(library)
PYTHON

# YARN may run the executors as another user than the one who runs this.
chmod -R a+rX "$work/library"
# On EMR that user is hadoop, who may become root. A user who may write to the folder's parent does not need to.
as_root=sudo
if [ -w "$(dirname "$library")" ]; then
  as_root=
fi
$as_root rm -rf "$library"
$as_root mv "$work/library" "$library"
