"""Entry point of the Spark step. The package itself comes with --py-files, its dependencies with bootstrap.sh."""

import os
import sys

sys.path.insert(0, os.path.expanduser("~/promotion-lib"))

from promotion.cli import main  # noqa: E402 - it imports from the folder that was just added

sys.exit(main())
