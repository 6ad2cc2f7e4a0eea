"""Time, chance, carriers and nodes: everything below the protocols that roles speak."""
