"""JSON Schemas of everything that crosses the doors, made from the tables that decide."""
