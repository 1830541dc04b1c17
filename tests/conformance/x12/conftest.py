"""Corpus tests are collected only where there is a corpus."""

import os

collect_ignore = (
    [] if "MAINSTAY_CORPUS" in os.environ else ["test_corpus.py", "test_acknowledgements.py"]
)
