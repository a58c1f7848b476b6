"""Referrals that are under way open the documents that were there when they were sent: the rule of `documents.sharing`.

Back: the rows go with their table.
"""

from django.db import migrations

ENFORCEMENT = "('LawEnforcement', 'Prosecution', 'Court', 'BorderService', 'LabourInspectorate')"
WENT = """
INSERT INTO documents_shared (id, grant_id, document_id, case_id)
SELECT gen_random_uuid(), g.id, d.id, d.case_id
FROM referrals_referral r
JOIN agencies_accessgrant g ON g.id = r.grant_id AND g.valid_until IS NULL AND g.fields @> '["documents.files"]'
JOIN agencies_agency asked ON asked.id = r.to_agency_id
JOIN documents_document d ON d.case_id = r.case_id AND d.added_at <= r.sent_at
JOIN agencies_agency author ON author.id = d.agency_id
WHERE asked.kind NOT IN {enforcement} OR author.kind IN {enforcement} OR d.agency_id = r.from_agency_id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0008_two_sides"), ("documents", "0006_shared_wall")]

    operations = [migrations.RunSQL(WENT.replace("{enforcement}", ENFORCEMENT), migrations.RunSQL.noop)]
