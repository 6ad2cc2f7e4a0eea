"""What a worker needs of the simulation, from its front rooms."""
