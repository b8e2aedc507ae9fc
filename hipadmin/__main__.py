"""`python -m hipadmin` is the command `hipadmin`."""

import sys

from hipadmin.cli import main

if __name__ == "__main__":
    sys.exit(main())
