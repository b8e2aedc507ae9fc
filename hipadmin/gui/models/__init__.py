"""Item models: immutable rows, described column by column."""
