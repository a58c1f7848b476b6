"""Cases and all that belongs to one, behind the wall; an event through its cases."""

from django.db import migrations

from qorgan.agencies.rls import own_rows, wall, wall_by_id

# An event is seen through any of its cases: the wall of the link table applies inside.
EVENT_RULE = "EXISTS (SELECT 1 FROM cases_eventcase l WHERE l.event_id = cases_event.id)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("agencies", "0002_wall")]

    operations = [
        wall_by_id("cases_case", "case", worker=True, stats=True),
        wall("cases_eventcase", case="case_id"),
        wall("cases_place", case="case_id"),
        wall("cases_statusdecision", case="case_id", stats=True),
        wall("cases_closure", case="case_id", stats=True),
        own_rows("cases_event", EVENT_RULE),
    ]
