"""hipadmin: configure HipChat integrations by point and click."""

__version__ = "0.1.0"
