"""Statistical disclosure control: tables and synthetic records that cannot betray a child. Pure library.

Doors call `frame.frame_of` (or `frame.read_frame`), `release.protect`, and keep `release.past` with
`ledger.append_release`. Synthetic records: `synthesis.synthesize` and `synthesis.make_rows`.
"""
