"""What a study shows: where its videos come from, and whether they are fair to every condition."""
