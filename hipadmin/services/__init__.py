"""The use cases: everything a window or a command can do. One public verb, one transaction."""
