"""Entry point of `python -m market`."""

import sys

from market.cli import main

sys.exit(main())
