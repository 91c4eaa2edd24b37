"""Studies: the frozen document, its questions, and who sees what when."""
