"""Runs, from a scenario to a stream of trace chunks, and the links that keep them."""
