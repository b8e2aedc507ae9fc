"""The tour: the main job, done by the program itself in its real window."""
