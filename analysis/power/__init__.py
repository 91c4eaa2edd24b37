"""What a study of a given size would find: in closed form, by simulation, and as a command."""
