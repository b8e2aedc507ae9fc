"""`python -m hipadmin` is the command `hipadmin`."""

import sys


def run() -> int:
    """Run the command line; give its exit code, also when Ctrl+C comes before it is loaded."""
    try:
        from hipadmin.cli import main

        return main()
    except KeyboardInterrupt:
        return 130  # `exits.INTERRUPTED`, which may not be there yet


if __name__ == "__main__":
    sys.exit(run())
