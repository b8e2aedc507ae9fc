"""Dialogs: window-modal, opened with ``open()``, results by signal."""
