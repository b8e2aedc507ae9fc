"""The relay: headless, takes events in and works deliveries off."""
