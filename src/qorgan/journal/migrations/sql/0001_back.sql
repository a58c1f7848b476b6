DROP TABLE journal_checkpoint, journal_seal, journal_entry, journal_head;
DROP FUNCTION journal_seal_entry(), journal_refuse(), journal_moment(bigint);
