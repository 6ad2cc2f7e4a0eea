"""Virtual interfaces: what a route can lead to besides a wire, and what takes tunnels apart."""
