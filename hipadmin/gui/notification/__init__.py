"""The tabs of a room notification: when it speaks, what it filters, how its messages look."""
