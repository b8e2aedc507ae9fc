"""The relay as others see it: a child or a service, its settings, its secrets, its state."""
