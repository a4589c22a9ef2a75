"""Do you need Kubernetes? A decision advisor."""

import os

# The matrices behind unfinished sheets are small: threads of BLAS would mostly wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
__version__ = "0.1.0"
