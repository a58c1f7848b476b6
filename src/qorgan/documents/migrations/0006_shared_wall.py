"""Under a referral the database shows the documents that went with it and those the body itself added."""

from django.db import migrations

from qorgan.agencies.rls import for_keeper, live_grant, wall

WENT = (
    "documents_document.agency_id = (SELECT qorgan_agency()) OR EXISTS (SELECT 1 FROM documents_shared s"
    " JOIN agencies_accessgrant w ON w.id = s.grant_id WHERE s.document_id = documents_document.id"
    " AND w.agency_id = (SELECT qorgan_agency()) AND w.valid_from <= (SELECT qorgan_now())"
    " AND (w.valid_until IS NULL OR w.valid_until > (SELECT qorgan_now())))"
)
# a body may read what went, it may not add to it
KEEPER_SHARES = (
    "CREATE POLICY keeper_shares ON documents_shared AS RESTRICTIVE FOR INSERT TO qorgan_app"
    f" WITH CHECK ({live_grant('documents_shared', 'case_id', level='owner')})"
)


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_shared"), ("cases", "0003_named")]

    operations = [
        wall("documents_shared", case="case_id"),
        migrations.RunSQL(KEEPER_SHARES, "DROP POLICY keeper_shares ON documents_shared"),
        for_keeper("documents_document", case="case_id", report="report_id", own=WENT),
        for_keeper(
            "documents_container",
            case="case_id",
            report="report_id",
            own="EXISTS (SELECT 1 FROM documents_document d WHERE d.id = documents_container.document_id)",
            also="documents_container.unit_id = (SELECT qorgan_agency())",
        ),
    ]
