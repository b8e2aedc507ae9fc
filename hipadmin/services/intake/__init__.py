"""Events on their way in: doors, keys, what is taken and what is refused."""
