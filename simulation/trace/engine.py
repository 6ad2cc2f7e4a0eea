"""Which behaviour of the engine a trace was made by."""

ENGINE = "3"
"""Version of the engine's behaviour: raised whenever an existing scenario's trace changes."""
