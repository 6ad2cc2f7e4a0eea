"""What every door shares: refusals, rates, limits on bodies, origins, static files."""
