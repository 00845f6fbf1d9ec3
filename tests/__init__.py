"""What a helper asserts is told in full, like what a test does."""

import sys
from pkgutil import iter_modules

if pytest := sys.modules.get("pytest"):  # which nobody loads who is measured by a benchmark
    pytest.register_assert_rewrite(*(f"{__name__}.{each.name}" for each in iter_modules(__path__)))
