"""Where this installation keeps its files, and what its environment asks for."""
