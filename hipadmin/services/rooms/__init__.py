"""Rooms and tokens: what a room shows, what is tried in it, what a token may do."""
