"""All checks, in the order in which one wants to read them."""

from collections.abc import Iterator
from typing import Final

from evalsite.doctor import licences, machine, packages, programs, services, testing
from evalsite.doctor.finding import Check, Finding, bad

GROUPS: Final[dict[str, tuple[Check, ...]]] = {
    "Python and packages": (packages.python, packages.versions, packages.parts, packages.contradictions),
    "Programs": (programs.drawing, programs.encoding, programs.computing),
    "Services": (services.database, services.migrations, services.broker, services.store),
    "Machine": (machine.disk, machine.folders, machine.clock),
    "Licences": (licences.opensmile, licences.espeak, licences.ffmpeg),
    "For the tests": (testing.chromium, testing.postgresql, testing.redis_server),
}


def examine() -> Iterator[tuple[str, str, Finding]]:
    """Make each check; give its group, its name and what it found."""
    for group, checks in GROUPS.items():
        for check in checks:
            yield group, check.__name__, made(check)


def made(check: Check) -> Finding:
    """Make a check; one that can't be made is a finding too."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - a doctor must get to the end, whatever the patient has
        return bad(f"the check {check.__name__} could not be made: {type(error).__name__}: {error}", "please report it")
