"""The parts of the reference world that options are composed of, and what acts on it."""
