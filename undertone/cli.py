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
models_app = typer.Typer(no_args_is_help=True, help="Models that do not ship with Undertone.")
privacy_app = typer.Typer(no_args_is_help=True, help="What is kept about a person: show it, erase it.")
serve_app = typer.Typer(no_args_is_help=True, help="Run one process alone, for several machines.")
for name, group in (
    ("train", train_app),
    ("evaluate", evaluate_app),
    ("bench", bench_app),
    ("catalogue", catalogue_app),
    ("models", models_app),
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
    user: Annotated[
        str | None, typer.Option(help="Who you are: a token signed with the identity secret.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Talk in the terminal, or pipe lines in; /help lists the commands. Needs a running `undertone up`."""
    from undertone.chat import chat as run_chat

    gateway = url or load_settings(port=port).url
    asyncio.run(run_chat(gateway, as_json=as_json, locale=locale, user=user))


@app.command()
def sense(
    text: Annotated[str | None, typer.Option(help="One utterance.")] = None,
    voice: Annotated[
        Path | None,
        typer.Option(help="A sound file of any common kind; with --text, how those words were said."),
    ] = None,
    face: Annotated[
        Path | None, typer.Option(help="A photo: JPEG, PNG or WebP; the face in front is read.")
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            help='JSON Lines of {"text": …}, {"voice": file}, {"face": file} or several in one, or - for '
            "standard input; each is answered by its reading or its error. Exit status 1 where there was an "
            "error."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read the emotion in words, a voice or a face, without a conversation and without a server."""
    from undertone.sense import answer_batch, pipeline_for, sense_files, sense_text

    if all(given is None for given in (text, voice, face)) == (batch is None):
        raise typer.BadParameter("give --text, --voice, --face or several of them, or else --batch")
    settings = load_settings()
    pipeline = pipeline_for(settings)
    if batch is not None:
        if not answer_batch(pipeline, batch, settings.max_text_chars):
            raise typer.Exit(1)
        return
    only_words = voice is None and face is None
    fields = sense_text(pipeline, text or "") if only_words else sense_files(pipeline, text, voice, face)
    if as_json:
        print_json(fields)
    else:
        _show_reading(fields)


def _show_reading(fields: dict[str, Any]) -> None:
    console = Console()
    if fields["label"] is None:
        console.print("Nothing to read.")
        return
    console.print(
        f"it sounds like [bold]{fields['label']}[/]: an estimate, confidence {fields['confidence']:.2f} of 1"
    )
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


@train_app.command("voice")
def train_voice(data: DataDir = None) -> None:
    """Train, export and evaluate the voice sense (needs the train extra)."""
    from undertone.training import train_voice as run

    run(load_settings(), data)


@train_app.command("face")
def train_face(data: DataDir = None) -> None:
    """Train, export and evaluate the face sense (needs the train extra)."""
    from undertone.training import train_face as run

    run(load_settings(), data)


@train_app.command("fusion")
def train_fusion(data: DataDir = None) -> None:
    """Train, calibrate and export the fusion of the senses (needs the train extra)."""
    from undertone.training import train_fusion as run

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


@evaluate_app.command("voice")
def evaluate_voice(
    data: DataDir = None,
    out: Annotated[Path, typer.Option(help="Folder for plots and the results file.")] = Path(
        "build/evaluation/voice"
    ),
    as_json: AsJson = False,
) -> None:
    """The served voice graph on speakers that it never heard."""
    from undertone.training import evaluate_voice as run

    run(load_settings(), data, out, as_json=as_json)


@evaluate_app.command("face")
def evaluate_face(
    data: DataDir = None,
    out: Annotated[Path, typer.Option(help="Folder for plots and the results file.")] = Path(
        "build/evaluation/face"
    ),
    as_json: AsJson = False,
) -> None:
    """The served face graph on FER's PrivateTest, with a sheet of its worst errors."""
    from undertone.training import evaluate_face as run

    run(load_settings(), data, out, as_json=as_json)


@evaluate_app.command("fusion")
def evaluate_fusion(
    data: DataDir = None,
    out: Annotated[Path, typer.Option(help="Folder for results and plots.")] = Path(
        "build/evaluation/fusion"
    ),
    seeds: Annotated[int, typer.Option(min=2, help="Runs that the figures are the mean of.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Every subset of senses, on real performances and on built dialogues (needs the train extra)."""
    from undertone.training import evaluate_fusion as run

    run(load_settings(), data, out, seeds, as_json=as_json)


@evaluate_app.command("dynamics")
def evaluate_dynamics(
    data: DataDir = None,
    out: Annotated[Path, typer.Option(help="Folder for results and plots.")] = Path(
        "build/evaluation/dynamics"
    ),
    seeds: Annotated[int, typer.Option(min=2, help="Runs that the figures are the mean of.")] = 3,
    as_json: AsJson = False,
) -> None:
    """What the course and the person bring, beside baselines and ablations (needs the train extra)."""
    from undertone.training import evaluate_dynamics as run

    run(load_settings(), data, out, seeds, as_json=as_json)


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


@evaluate_app.command("choice")
def evaluate_choice(
    out: Annotated[Path, typer.Option(help="Folder for plots and the results file.")] = Path(
        "build/evaluation/choice"
    ),
    seeds: Annotated[int, typer.Option(min=1, help="Groups of visitors, each made from its own seed.")] = 5,
    each: Annotated[int, typer.Option(min=1, help="Visitors of each kind of taste in a group.")] = 8,
    plots: Annotated[bool, typer.Option(help="Draw them; matplotlib comes with the train extra.")] = True,
    as_json: AsJson = False,
) -> None:
    """How soon the choice finds the tastes of scripted visitors, beside mood alone and other baselines."""
    from undertone.evaluation.choice import evaluate

    evaluate(out, seeds=seeds, each=each, plots=plots, as_json=as_json)


@bench_app.command("turn")
def bench_turn(
    turns: Annotated[int, typer.Option(min=20, help="Turns of each measurement.")] = 300,
    as_json: AsJson = False,
) -> None:
    """Text turns through the whole system beside the same dialogue on stock Rasa."""
    from undertone.bench.turn import bench

    bench(load_settings(), turns, as_json=as_json)


@bench_app.command("choice")
def bench_choice(
    data: DataDir = None,
    choices: Annotated[int, typer.Option(min=20, help="Choices of each measurement.")] = 500,
    as_json: AsJson = False,
) -> None:
    """One choice from 1,000 and from 28,000 songs beside exact nearest neighbours."""
    from undertone.bench.choice import bench

    bench(data, choices, as_json=as_json)


@bench_app.command("senses")
def bench_senses(
    voice: Annotated[bool, typer.Option(help="The voice sense and the recognition of words.")] = True,
    face: Annotated[bool, typer.Option("--face", help="The face sense in its place.")] = False,
    all_senses: Annotated[
        bool, typer.Option("--all", help="Turns of words, voice and face together, in their place.")
    ] = False,
    rounds: Annotated[int, typer.Option(min=3, help="Readings and utterances of each measurement.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Voice: from the end of speech to reading and transcript. Face: from a JPEG to a reading. All: from the
    end of a turn to its one reading, and through the three processes to the reply."""
    if not (voice or face or all_senses):
        raise typer.BadParameter("nothing is left to measure; leave --no-voice out, or give --face or --all")
    if all_senses:
        from undertone.bench import all_senses as whole_turns

        whole_turns.bench(load_settings(), rounds, as_json=as_json)
        return
    if face:
        from undertone.bench import faces

        faces.bench(load_settings(), rounds, as_json=as_json)
        return
    from undertone.bench.senses import bench

    bench(load_settings(), rounds, as_json=as_json)


@bench_app.command("camera-load")
def bench_camera_load(
    cameras: Annotated[
        list[int] | None, typer.Option(min=1, help="How many at once; may be repeated.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=10, help="How long each is open.")] = 30.0,
    as_json: AsJson = False,
) -> None:
    """Visitors before their cameras at once: how old the readings are, what pace there is room for."""
    from undertone.bench.camera_load import bench

    bench(load_settings(), tuple(cameras or (30, 60)), seconds, as_json=as_json)


@bench_app.command("voice-load")
def bench_voice_load(
    voices: Annotated[
        list[int] | None, typer.Option(min=1, help="How many at once; may be repeated.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=5, help="How long each speaks.")] = 30.0,
    as_json: AsJson = False,
) -> None:
    """Visitors who speak at once in real time, recognition off: what is taken, what is late, what is shed."""
    from undertone.bench.voice_load import bench

    bench(load_settings(), tuple(voices or (20, 40)), seconds, as_json=as_json)


@bench_app.command("outside")
def bench_outside(
    turns: Annotated[int, typer.Option(min=20, help="Turns of each case.")] = 100,
    as_json: AsJson = False,
) -> None:
    """What a music service adds to a turn when it is fast, slow (3 s), failing or not there, in one run."""
    from undertone.bench.outside import bench

    bench(load_settings(), turns, as_json=as_json)


class Wanted(StrEnum):
    """The kinds of items a list can be narrowed to."""

    ANY = "any"
    TRACK = "track"
    EXERCISE = "exercise"
    READ = "read"


@catalogue_app.command("list")
def catalogue_list(kind: Wanted = Wanted.ANY, as_json: AsJson = False) -> None:
    """Every item on offer, our own and imported, with the mood it is judged to have."""
    from undertone.catalogue import list_catalogue

    list_catalogue(load_settings(), None if kind is Wanted.ANY else kind.value, as_json=as_json)


@catalogue_app.command("check")
def catalogue_check(file: Path, as_json: AsJson = False) -> None:
    """Validate a catalogue file: TOML, CSV or JSON Lines; docs/catalogue.md has the columns."""
    from undertone.catalogue import check_catalogue

    if not check_catalogue(file, as_json=as_json):
        raise typer.Exit(1)


@catalogue_app.command("import")
def catalogue_import(
    file: Path,
    source: Annotated[str | None, typer.Option(help="What to call where it is from; else the file.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Do everything, and then undo it.")] = False,
    skip_invalid: Annotated[bool, typer.Option(help="Leave out rows that have problems.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a file into the catalogue, all of it or nothing; again replaces what it brought before."""
    from undertone.catalogue import import_catalogue

    settings = load_settings()
    if not import_catalogue(
        settings, file, source, dry_run=dry_run, skip_invalid=skip_invalid, as_json=as_json
    ):
        raise typer.Exit(1)


@models_app.command("fetch")
def models_fetch(
    name: Annotated[
        str, typer.Argument(help="whisper- and a size, such as whisper-base.en or whisper-small.")
    ],
) -> None:
    """Bring a model from its publisher into data_dir, once; this needs a network."""
    from undertone.models import fetch_model

    fetch_model(load_settings(), name, Console(stderr=True))


@privacy_app.command("export")
def privacy_export(user: str) -> None:
    """Everything that is kept about a user, as one JSON document."""
    from undertone.stores import export_user

    print_json(export_user(load_settings(), user))


@privacy_app.command("who")
def privacy_who(
    channel: Annotated[str, typer.Argument(help="slack or telegram.")],
    platform_id: Annotated[
        str,
        typer.Argument(metavar="ID", help="The platform's: T0123:U0456 (team and user) or 123456789."),
    ],
) -> None:
    """The user that somebody in Slack or Telegram is here, for `export` and `forget`."""
    from undertone.stores import user_elsewhere

    print_json(user_elsewhere(load_settings(), channel, platform_id))


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
