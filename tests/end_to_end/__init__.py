"""Whole nights: the command as a user calls it, on the sample company and broken copies of it."""
