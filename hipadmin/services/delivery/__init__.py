"""Messages on their way out: decided, leased, sent, settled, and for how long they are kept."""
