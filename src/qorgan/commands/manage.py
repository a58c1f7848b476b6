"""`qorgan manage …`: Django's own commands, with the database held and the right role for each.

`migrate` and its kin run as qorgan_owner, and `migrate` renews the rights afterwards; everything else runs
as QORGAN_DB_ROLE (qorgan_app unless set). `qorgan manage --as-owner COMMAND` is for repairs by hand.
"""

from __future__ import annotations

from qorgan.config import database, readiness
from qorgan.config.refusal import Refused

WITHOUT_DATABASE = {"help", "compilemessages", "makemessages", "collectstatic", "diffsettings", "findstatic"}
OWNERS = {"migrate", "makemigrations", "showmigrations", "createcachetable"}


def main(argv: list[str]) -> int:
    """`argv[0]` is "manage". Returns the exit code; 2 when Qorgan refuses."""
    arguments = argv[1:]
    as_owner = arguments[:1] == ["--as-owner"]
    if as_owner:
        arguments = arguments[1:]
    command = arguments[0] if arguments else "help"
    try:
        if command not in WITHOUT_DATABASE and "--help" not in arguments:
            readiness.hold_database()
        readiness.load_django()
        if as_owner or command in OWNERS:
            _run_as_owner(command, arguments)
        else:
            _run(arguments)
    except Refused as problem:
        return readiness.exit_in_words(problem)
    return 0


def _run(arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["qorgan manage", *arguments])


def _run_as_owner(command: str, arguments: list[str]) -> None:
    migrates = command == "migrate" and not {"--plan", "--check"} & set(arguments)
    with database.as_owner() as connection:
        if migrates:
            readiness.mark_if_demonstration(connection)
        _run(arguments)
        if migrates:
            readiness.finish_migration(connection)
