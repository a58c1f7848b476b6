"""The keys of the specialist police unit."""
