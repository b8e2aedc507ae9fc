"""The window without a mouse: order of Tab, letters, shortcuts."""
