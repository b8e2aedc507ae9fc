"""What a person sets about in the window: its questions, its course, its end."""
