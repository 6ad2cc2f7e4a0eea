"""Pages that people read: the lab, and tables that need no JavaScript."""
