"""The stand-in for LINE alone: `simulator --port 8090 --webhook URL --secret ... --token ...`."""

import argparse
import os
import sys

from bot.simulator.config import Channel, Config
from bot.simulator.serve import run as serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `simulator`; secret and token may come from the environment instead."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--name", default="demo", help="name of the channel")
    parser.add_argument("--display-name", default="まどぐち")
    parser.add_argument("--webhook", default="", help="address of the bot's webhook")
    parser.add_argument(
        "--secret", default="", help="channel secret; else SIMULATOR_SECRET, else a fixed one"
    )
    parser.add_argument("--token", default="", help="access token; else SIMULATOR_TOKEN, else a fixed one")
    parser.add_argument("--seed", type=int, default=7)


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    channel = Channel(
        name=arguments.name,
        secret=arguments.secret or os.environ.get("SIMULATOR_SECRET", "stand-in-secret"),
        access_token=arguments.token or os.environ.get("SIMULATOR_TOKEN", "stand-in-token"),
        webhook_url=arguments.webhook,
        display_name=arguments.display_name,
        redelivery=True,
    )

    def started(address: str) -> None:
        sys.stderr.write(f"The stand-in for LINE is at {address}/\n")

    serve(arguments.host, arguments.port, Config((channel,), seed=arguments.seed), started=started)
    return 0
