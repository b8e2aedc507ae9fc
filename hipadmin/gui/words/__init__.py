"""What things are called in the window: states, steps, kinds, verbs, sentences."""
