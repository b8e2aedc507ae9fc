"""Delegates: cells are painted, never filled with widgets."""
