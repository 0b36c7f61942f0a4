"""`python -m debt_pipelines` is `debt`.

With `-m`, Python looks for modules in the working folder first, which may be a repository that is only to be scanned:
its `pandas.py` is not ours to run. That folder counts only where this package lies in it.
"""

import os
import sys

if sys.path[0] in ("", os.getcwd()) and not __file__.startswith(f"{os.getcwd()}{os.sep}"):  # noqa: PTH109 - no import
    del sys.path[0]

from debt_pipelines.cli.main import main

main()
