"""What the browser needs to show a trace: names, tables, places, schemas."""
