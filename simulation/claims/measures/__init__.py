"""What claims measure in a run: functions of a `Evidence` that return one `Reading` each."""
