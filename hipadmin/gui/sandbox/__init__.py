"""The sandbox as the window shows it: its band, its menu, its faults."""
