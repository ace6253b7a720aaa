"""Entry point of the Spark step. bootstrap.sh puts it into one folder with the package and its dependencies, so Python finds them."""

import sys

from promotion.cli import main

sys.exit(main())
