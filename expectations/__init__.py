"""What doubts: Great Expectations suites, and the gate that turns their answers into a verdict."""

import os

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # Great Expectations reads it once, at its own import
