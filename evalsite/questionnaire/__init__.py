"""What a participant sees and answers."""
