"""How a command ends: the message of a fault on the terminal and the exit status, or what becomes of lost output.

Knows that a message names its command; must never know what the command does.
"""

import os
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

FAILED: Final = 1
BROKEN_PIPE: Final = 141  # the shell's convention: 128 + SIGPIPE

Advice = Mapping[type[Exception], str]
NO_ADVICE: Final[Advice] = MappingProxyType({})


def complain(command: str, message: object, status: int = FAILED) -> int:
    """The exit status, after the message."""
    print(f"easeband {command}: {message}", file=sys.stderr)
    return status


def is_confirmed(question: str, word: str) -> bool:
    """Whether somebody who is asked types exactly this word. At the end of the input nobody does."""
    try:
        return input(f"{question}, anything else to keep it: ") == word
    except EOFError:
        return False


def status_of(
    command: str, work: Callable[[], int], faults: tuple[type[Exception], ...], advice: Advice = NO_ADVICE
) -> int:
    """What the work returns; FAILED, after a message, for one of the faults, or for one that there is advice on."""
    try:
        return work()
    except (*faults, *advice) as fault:
        return complain(command, ": ".join([str(fault), *_advice(fault, advice)]))


def _advice(fault: Exception, advice: Advice) -> list[str]:
    """What to do about it, if there is anything."""
    return [what for kind, what in advice.items() if isinstance(fault, kind)][:1]


def unprinted(command: str, error: OSError) -> int:
    """The exit status of a command that could not print, which is reported unless its reader just went away.

    Raises the error again if a file is behind it.
    """
    if error.filename is not None:
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what Python still holds back
    if isinstance(error, BrokenPipeError):
        return BROKEN_PIPE
    why = f"{error.strerror}: make room, or name another place for it"
    return complain(command, f"its output cannot be written: {why}")
