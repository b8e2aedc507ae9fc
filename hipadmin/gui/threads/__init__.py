"""What stands behind jobs: worker threads, and turns of the window that stay short."""
