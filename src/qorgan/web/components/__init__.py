"""Parts that pages are built from. Knows no room: everything here takes plain values.

How to use each: docs/pages.md, and the living style guide at /styleguide/ in the demonstration.
"""
