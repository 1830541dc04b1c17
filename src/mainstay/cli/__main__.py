"""`python -m mainstay.cli`."""

import sys

from mainstay.cli.main import main

sys.exit(main())
