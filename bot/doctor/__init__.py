"""Looks over an installation: what works, what will not, and what helps. Nothing is changed."""
