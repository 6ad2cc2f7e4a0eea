"""Lessons as the web gives them: a list, and each with its figures asked of its runs."""
