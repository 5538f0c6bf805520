"""The names under which a worker holds leases, and whether the process of a name is gone."""

import os
import re
import socket

_NAME = re.compile(r"(?P<host>.+)/(?P<process>[0-9]+)/(?P<loop>[a-z0-9-]+)")


def holder(loop: str) -> str:
    """Return the name of one loop of this process."""
    return f"{_host()}/{os.getpid()}/{loop}"


def is_gone(name: str) -> bool:
    """Tell whether the process of a name ended; of other machines nothing is known, and their leases run out."""
    found = _NAME.fullmatch(name)
    if found is None or found["host"] != _host():
        return False
    process = int(found["process"])
    return process != os.getpid() and not _runs(process)


def was_before(name: str) -> bool:
    """Tell the same at the start of a worker, when also its own number can only be that of one before it.

    In a container every worker may have the same number.
    """
    found = _NAME.fullmatch(name)
    own = found is not None and found["host"] == _host() and int(found["process"]) == os.getpid()
    return own or is_gone(name)


def _host() -> str:
    return socket.gethostname()[:60]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
