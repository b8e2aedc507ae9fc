"""The relay as the window shows it: hosted or seen, its words, bars and notices."""
