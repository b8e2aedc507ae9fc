"""Drills: what happens on a bad day, tried out for real."""
