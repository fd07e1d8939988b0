"""`undertone …`: what each command takes. What it does lies in the module of its name."""

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from actions.errors import ActionsError
from gateway.errors import GatewayError
from perception.errors import PerceptionError
from personalization.errors import PersonalizationError
from undertone.cli_output import print_json
from undertone.errors import UndertoneError
from undertone.settings import load_settings

KNOWN_ERRORS = (UndertoneError, PerceptionError, PersonalizationError, GatewayError, ActionsError)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Undertone: an open, self-hosted companion bot that hears how people feel.",
)
train_app = typer.Typer(no_args_is_help=True, help="Train a model again from its data.")
evaluate_app = typer.Typer(no_args_is_help=True, help="Measure a shipped model on its official test data.")
bench_app = typer.Typer(no_args_is_help=True, help="Measure speed beside a named peer, in one run.")
catalogue_app = typer.Typer(no_args_is_help=True, help="The songs, exercises and reads that can be offered.")
privacy_app = typer.Typer(no_args_is_help=True, help="What is kept about a person: show it, erase it.")
serve_app = typer.Typer(no_args_is_help=True, help="Run one process alone, for several machines.")
for name, group in (
    ("train", train_app),
    ("evaluate", evaluate_app),
    ("bench", bench_app),
    ("catalogue", catalogue_app),
    ("privacy", privacy_app),
    ("serve", serve_app),
):
    app.add_typer(group, name=name)

AsJson = Annotated[
    bool, typer.Option("--json", help="Machine-readable: JSON on standard output, nothing else.")
]
Port = Annotated[int | None, typer.Option(help="Port of the public door.", envvar="UNDERTONE_PORT")]
DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="UNDERTONE_DATA",
        help="Folder of the data sets; docs/data.md says how it is laid out.",
    ),
]


def main() -> None:
    """Run the command; an error that we know is one sentence and exit status 1."""
    try:
        app()
    except KNOWN_ERRORS as error:
        Console(stderr=True, soft_wrap=True).print(
            f"undertone: {error}", style="red", markup=False, highlight=False
        )
        sys.exit(1)


@app.command()
def up(
    port: Port = None,
    browser: Annotated[bool, typer.Option(help="Open the page where there is a display.")] = True,
) -> None:
    """Start gateway, Rasa and action server on this machine, until Ctrl-C."""
    from undertone.up import up as run_up

    run_up(load_settings(port=port), Console(), open_browser=browser)


@app.command()
def chat(
    port: Port = None,
    url: Annotated[str | None, typer.Option(help="Another machine's gateway: http(s)://host:port")] = None,
    locale: Annotated[str, typer.Option(help="Language and region, for words and help lines.")] = "en-US",
    as_json: AsJson = False,
) -> None:
    """Talk in the terminal, or pipe lines in. Needs a running `undertone up`."""
    from undertone.chat import chat as run_chat

    asyncio.run(run_chat(url or load_settings(port=port).url, as_json=as_json, locale=locale))


@app.command()
def sense(
    text: Annotated[str | None, typer.Option(help="One utterance.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            help='JSON Lines of {"text": …}, or - for standard input; each is answered by its reading or '
            "its error. Exit status 1 where there was an error."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read the emotion in words, without a conversation and without a server."""
    from undertone.sense import answer_batch, pipeline_for, sense_text

    if (text is None) == (batch is None):
        raise typer.BadParameter("give either --text or --batch")
    settings = load_settings()
    pipeline = pipeline_for(settings)
    if batch is not None:
        if not answer_batch(pipeline, batch, settings.max_text_chars):
            raise typer.Exit(1)
        return
    fields = sense_text(pipeline, text or "")
    if as_json:
        print_json(fields)
    else:
        _show_reading(fields)


def _show_reading(fields: dict[str, Any]) -> None:
    console = Console()
    if fields["label"] is None:
        console.print("Nothing to read.")
        return
    console.print(f"sounds like [bold]{fields['label']}[/] ({fields['confidence']:.0%} sure)")
    console.print(f"valence {fields['valence']:+.2f}, arousal {fields['arousal']:+.2f}")
    for label, p in sorted(fields["probabilities"].items(), key=lambda row: -row[1]):
        console.print(f"{label:>12} {p:5.1%} [cyan]{'█' * round(40 * p)}[/]", highlight=False)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Look at environments, weights, ports and database; say what is off and what to do."""
    from undertone.doctor import examine, show

    findings = examine(load_settings())
    if as_json:
        print_json({"ok": not any(f.failed for f in findings), "checks": [f.as_dict() for f in findings]})
    else:
        show(findings, Console())
    if any(finding.failed for finding in findings):
        raise typer.Exit(1)


@train_app.command("text")
def train_text(data: DataDir = None) -> None:
    """Fine-tune, export and evaluate the text sense (needs the train extra)."""
    from undertone.training import train_text as run

    run(load_settings(), data)


@train_app.command("dialogue")
def train_dialogue() -> None:
    """Train Rasa's model, if what it is made from has changed."""
    from undertone.up import ensure_dialogue_model

    ensure_dialogue_model(load_settings(), Console())


@evaluate_app.command("text")
def evaluate_text(
    data: DataDir = None,
    out: Annotated[Path, typer.Option(help="Folder for plots and the results file.")] = Path(
        "build/evaluation/text"
    ),
    as_json: AsJson = False,
) -> None:
    """The served text graph on GoEmotions' and EmoBank's official test splits."""
    from undertone.training import evaluate_text as run

    run(load_settings(), data, out, as_json=as_json)


@evaluate_app.command("dialogue")
def evaluate_dialogue(
    out: Annotated[Path, typer.Option(help="Folder for plots and the results file.")] = Path(
        "build/evaluation/dialogue"
    ),
    as_json: AsJson = False,
) -> None:
    """Rasa's intents on the held-out sentences, and how out-of-scope ones are caught."""
    from undertone.training import evaluate_dialogue as run

    run(load_settings(), out, as_json=as_json)


@bench_app.command("turn")
def bench_turn(
    turns: Annotated[int, typer.Option(min=20, help="Turns of each measurement.")] = 300,
    as_json: AsJson = False,
) -> None:
    """Text turns through the whole system beside the same dialogue on stock Rasa."""
    from undertone.bench.turn import bench

    bench(load_settings(), turns, as_json=as_json)


class Wanted(StrEnum):
    """The kinds of items a list can be narrowed to."""

    ANY = "any"
    TRACK = "track"
    EXERCISE = "exercise"
    READ = "read"


@catalogue_app.command("list")
def catalogue_list(kind: Wanted = Wanted.ANY, as_json: AsJson = False) -> None:
    """Every item, with the mood it is judged to have."""
    from undertone.stores import list_catalogue

    list_catalogue(None if kind is Wanted.ANY else kind.value, as_json=as_json)


@catalogue_app.command("check")
def catalogue_check(file: Path) -> None:
    """Validate a catalogue file of your own."""
    from undertone.stores import check_catalogue

    check_catalogue(file)


@privacy_app.command("export")
def privacy_export(user: str) -> None:
    """Everything that is kept about a user, as one JSON document."""
    from undertone.stores import export_user

    print_json(export_user(load_settings(), user))


@privacy_app.command("forget")
def privacy_forget(user: str, port: Port = None) -> None:
    """Erase a user from every table and from the running gateway, now."""
    from undertone.forgetting import forget

    print_json(forget(load_settings(port=port), user))


@privacy_app.command("purge")
def privacy_purge() -> None:
    """Erase what is older than the retention setting."""
    from undertone.stores import purge

    print_json(purge(load_settings()))


@serve_app.command("gateway")
def serve_gateway() -> None:
    """The public door alone."""
    from gateway.server import serve
    from undertone.configs import gateway_config

    serve(gateway_config(load_settings()))


@serve_app.command("actions")
def serve_actions() -> None:
    """Rasa's action server alone, on loopback."""
    from actions.server import serve
    from undertone.configs import actions_config

    serve(actions_config(load_settings()))
