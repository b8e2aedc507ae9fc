"""What is being entered: its values, how they merge with what others saved, and their keeping."""
