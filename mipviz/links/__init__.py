"""Saved links."""
