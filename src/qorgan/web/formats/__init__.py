"""How dates and numbers are written (setting FORMAT_MODULE_PATH)."""
