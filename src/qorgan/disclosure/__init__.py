"""Statistical disclosure control: tables and synthetic records that cannot betray a child. Pure library."""
