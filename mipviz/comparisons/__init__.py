"""Options side by side: the same scenario, seed and streams of chance under each."""
