"""The HipChat API v2 from the client's side."""
