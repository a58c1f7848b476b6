"""Sealed values flipped, swapped and moved: none may open, and no refusal may say what was in it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from qorgan.keyring.actions import unseal
from qorgan.vault import VaultError


@dataclass(frozen=True)
class Sealed:
    """One sealed value where it belongs."""

    key: Any
    code: str
    row_id: UUID
    envelope: bytes


def collected() -> list[Sealed]:
    """Every sealed value that the current viewer's wall shows, with its key and its place."""
    from django.apps import apps

    from qorgan.keyring.fields import SealedField
    from qorgan.keyring.models import WrappedKey

    found = []
    for model in apps.get_models():
        sealed = [field for field in model._meta.fields if isinstance(field, SealedField)]
        for row in model.objects.all() if sealed else ():
            for field in sealed:
                envelope = getattr(row, field.attname)
                if envelope is None:
                    continue
                envelope = bytes(envelope)
                key = WrappedKey.objects.filter(id=_key_of(envelope)).first()
                if key is not None:
                    found.append(Sealed(key, field.bound, row.pk, envelope))
    return found


def _key_of(envelope: bytes) -> UUID:
    """The key's id stands in the envelope: version, algorithm, key id."""
    return UUID(bytes=envelope[2:18])


def spoiled(good: list[Sealed], count: int, dice: random.Random) -> list[tuple[str, Sealed]]:
    """`count` values spoiled in one of seven ways, each named."""
    found: list[tuple[str, Sealed]] = []
    while len(found) < count:
        one, other = dice.choice(good), dice.choice(good)
        way = dice.choice(("bit", "byte", "cut", "longer", "swapped", "row", "field"))
        data = bytearray(one.envelope)
        changed = one
        if way == "bit":
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            changed = Sealed(one.key, one.code, one.row_id, bytes(data))
        elif way == "byte":
            place = dice.randrange(len(data))
            data[place] = (data[place] + dice.randrange(1, 256)) % 256
            changed = Sealed(one.key, one.code, one.row_id, bytes(data))
        elif way == "cut":
            changed = Sealed(one.key, one.code, one.row_id, bytes(data[: dice.randrange(len(data))]))
        elif way == "longer":
            changed = Sealed(
                one.key, one.code, one.row_id, bytes(data) + dice.randbytes(dice.randrange(1, 40))
            )
        elif way == "swapped":  # another row's value in its place, of the same case or of another
            if one.envelope == other.envelope:
                continue
            changed = Sealed(one.key, one.code, one.row_id, other.envelope)
        elif way == "row":
            changed = Sealed(one.key, one.code, uuid4(), one.envelope)
        else:
            if one.code == other.code:
                continue
            changed = Sealed(one.key, other.code, one.row_id, one.envelope)
        found.append((way, changed))
    return found


def opens(sealed: Sealed) -> bool:
    """Does it open? Any other failure than the vault's own refusal is raised."""
    try:
        unseal(sealed.key, code=sealed.code, row_id=sealed.row_id, envelope=sealed.envelope)
    except VaultError:
        return False
    return True
