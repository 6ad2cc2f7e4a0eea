"""What claims measure in a run: functions of a `Look` that return one `Reading` each."""
