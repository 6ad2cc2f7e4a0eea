"""The page of each design: what it is, what it costs, what we read into its source."""
