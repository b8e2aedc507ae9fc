"""What is configured: integrations, subscriptions, their records, and taking back."""
