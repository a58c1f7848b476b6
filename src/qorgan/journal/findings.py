"""What verification can find."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

MOST_FAULTS = 20


@dataclass(frozen=True)
class Fault:
    """One thing wrong: a code of `errors.CODES`, the number of the entry in the log and its id, where known.

    `until`: the fault lies somewhere from `seq` to before `until`; None means at `seq` exactly."""

    code: str
    seq: int | None = None
    entry_id: UUID | None = None
    until: int | None = None
    place: str = ""


@dataclass(frozen=True)
class Lost:
    """A restore of a backup: the log that ended there, its size in the backup, and how many entries after
    that only the witness has seen. No fault by itself, but a person must know of that restore: a cut end
    could be dressed up as one."""

    log: UUID
    size: int
    entries: int


@dataclass
class Result:
    """What verification found."""

    entries: int = 0
    checkpoints: int = 0
    witnessed: int = 0
    root: bytes = b""
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)
    restores: list[Lost] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def first_bad(self) -> Fault | None:
        """The fault at the earliest place in the log. A fault known only to lie in a stretch gives way to
        one known exactly within it; faults without a place come last."""
        exact = [fault for fault in self.faults if fault.seq is not None and fault.until is None]
        numbers = [fault.seq for fault in exact if fault.seq is not None]
        vague = [
            fault
            for fault in self.faults
            if fault.seq is not None
            and fault.until is not None
            and not any(fault.seq <= number < fault.until for number in numbers)
        ]
        placed = sorted([*exact, *vague], key=lambda fault: (fault.seq, fault.entry_id is None))
        return placed[0] if placed else next(iter(self.faults), None)

    def add(self, fault: Fault) -> None:
        """Keep a fault; of each code only the first few, since one change can disturb all that follows."""
        if sum(known.code == fault.code for known in self.faults) < MOST_FAULTS:
            self.faults.append(fault)
