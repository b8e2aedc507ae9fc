"""Files: the configuration in and out, backups, and what a file is read by."""
