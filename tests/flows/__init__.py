"""What people do in a window with thousands of integrations; the bench and the suite share it."""
