"""The code that stands for a name is sealed like a name."""

from django.db import migrations

import qorgan.keyring.fields


def seal_codes(apps, schema_editor):
    from qorgan.children import known_code
    from qorgan.keyring.actions import seal, search_token
    from qorgan.keyring.models import WrappedKey

    Child, Handle, SearchToken = (apps.get_model("children", n) for n in ("Child", "Handle", "SearchToken"))
    for child in Child.objects.exclude(code="").iterator():
        key = WrappedKey.objects.get(pk=child.key_id)
        child.sealed_code = seal(key, code=known_code.SLOT, row_id=child.id, value=child.code.upper())
        child.save(update_fields=["sealed_code"])
        handle, _made = Handle.objects.get_or_create(child=child, defaults={"case_id": child.case_id})
        token = search_token(known_code.key(child.code.upper()))
        SearchToken.objects.get_or_create(token=token, handle=handle.handle)


def open_codes(apps, schema_editor):
    from qorgan.children.known_code import SLOT
    from qorgan.keyring.actions import unseal
    from qorgan.keyring.models import WrappedKey

    Child = apps.get_model("children", "Child")
    for child in Child.objects.exclude(sealed_code=None).iterator():
        key = WrappedKey.objects.get(pk=child.key_id)
        child.code = unseal(key, code=SLOT, row_id=child.id, envelope=child.sealed_code)
        child.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies = [("children", "0003_search_inside_the_wall"), ("keyring", "0002_schema")]

    operations = [
        migrations.AddField(
            "child", "sealed_code", qorgan.keyring.fields.SealedField(code="child.names", null=True)
        ),
        migrations.RunPython(seal_codes, open_codes),
        migrations.RemoveField("child", "code"),
    ]
