"""Where secrets live: the operating system's keyring, or this run's memory."""
