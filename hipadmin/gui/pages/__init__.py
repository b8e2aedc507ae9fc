"""Pages of the window: each holds a layout; models hold columns, controllers verbs."""
