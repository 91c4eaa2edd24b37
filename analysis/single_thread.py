"""Importing this module before numpy limits linear algebra to one thread.

The order in which threads add numbers changes their last digits, so that the same ratings would give other bytes on
another machine; and matrices this small are slower on several threads.
"""

import os
import sys

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    if "numpy" not in sys.modules:
        os.environ[_name] = "1"
