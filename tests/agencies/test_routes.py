"""The address of a row in a list is the one the row's page has."""

from django.urls import reverse

from qorgan.agencies.routes import address
from qorgan.vault import new_id


def test_an_address_of_a_list_leads_where_the_page_is():
    for route in ("cases:show", "referrals:show", "reports:show", "desk:duty"):
        first, second = new_id(), new_id()
        assert address(route, first) == reverse(route, args=[first])
        assert address(route, second) == reverse(route, args=[second])
