"""The commands of `mvg profile`, one a module."""
