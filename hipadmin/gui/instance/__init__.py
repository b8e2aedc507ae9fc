"""One window per profile: how later starts find the first one and what they tell it."""
