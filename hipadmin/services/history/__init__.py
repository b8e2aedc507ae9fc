"""What was: events and deliveries, alerts, change records; in pages, stories and CSV."""
