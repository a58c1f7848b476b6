"""Data standards of the field: HTCDS 2.0, CTDC, IC-TIP units, UNODC GLOTIP, SDG 16.2.2, ICCS."""
