"""The avatar: who is seen in the videos."""
