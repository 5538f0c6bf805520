"""The command line: `madoguchi VERB` or `python -m bot VERB`. Exit codes: 0 done, 1 refused, 2 wrong usage."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

# A verb's module is imported only when it is asked for, so that the small processes stay small.
VERBS = {
    "demo": "run the front desk of a fictional town with a stand-in for LINE",
    "serve": "run the small installation: web and worker as two processes",
    "web": "run the web process alone",
    "worker": "run the worker alone",
    "simulator": "run the stand-in for LINE alone",
    "match": "JSON lines in, decisions out",
    "triage": "JSON lines in, levels out",
    "evaluate": "measure matching against a file of questions",
    "knowledge": "bring in, take out and check what a town knows; versions",
    "consultations": "export consultations",
    "purge": "remove what is past its time; with --dry-run only count it",
    "forget": "erase a person who asked for it",
    "disclose": "print what is held on a person, for a request for disclosure",
    "digest": "print or send the daily digest",
    "user": "add, list, disable accounts; links for lost codes",
    "invite": "print a link by which one person makes their own account",
    "municipality": "add and list municipalities, set their LINE secrets",
    "backup": "write an encrypted backup while the desk runs",
    "restore": "put a backup into an empty database",
    "keys": "list, add and drop data keys; seal everything anew",
    "check": "the doctor: name everything that is set up wrongly",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb with the arguments of the command line and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help"}:
        print_verbs()
        return 0 if words else 2
    verb, rest = words[0], words[1:]
    if verb not in VERBS:
        sys.stderr.write(f"madoguchi: no verb {verb!r}; `madoguchi --help` lists them\n")
        return 2
    given = parser_of(verb).parse_args(rest)
    try:
        code: int = importlib.import_module(f"bot.commands.{verb}").run(given)
    except BrokenPipeError:
        # The reader of our output went away: nothing is wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def parser_of(verb: str) -> argparse.ArgumentParser:
    """Return the parser of a verb's options; raise `KeyError` for a verb that does not exist."""
    parser = argparse.ArgumentParser(prog=f"madoguchi {verb}", description=VERBS[verb])
    importlib.import_module(f"bot.commands.{verb}").add_arguments(parser)
    return parser


def print_verbs() -> None:
    """Print the verbs with a line each."""
    sys.stdout.write("madoguchi VERB [options]; `madoguchi VERB --help` tells more\n\n")
    for verb, meaning in VERBS.items():
        sys.stdout.write(f"  {verb:15}{meaning}\n")


if __name__ == "__main__":
    sys.exit(main())
