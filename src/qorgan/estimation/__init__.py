"""Estimation of how many are never seen."""
