#!/bin/bash
# Unpacks the job's Python dependencies on a node without internet, into the home of the user who also runs the step.
# The wheels are pure Python, so unzipping is installing.
# Arguments: the s3:// URI of a zip with *.whl files at its root, and the region of its bucket. Without the region, the command
# line may ask an endpoint that isolated subnets cannot reach.
set -euo pipefail

wheels_uri="$1"
region="$2"
library=~/promotion-lib
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

aws s3 cp --region "$region" --only-show-errors "$wheels_uri" "$work/wheels.zip"
python3 - "$work/wheels.zip" "$work/library" <<'PYTHON'
import io
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as wheels:
    names = [name for name in wheels.namelist() if name.endswith(".whl")]
    if not names:
        sys.exit(f"{sys.argv[1]} holds no *.whl at its root; run fetch_wheels.py before the package is built")
    for name in names:
        zipfile.ZipFile(io.BytesIO(wheels.read(name))).extractall(sys.argv[2])
PYTHON

rm -rf "$library"
mv "$work/library" "$library"
