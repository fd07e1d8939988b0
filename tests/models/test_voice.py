"""What ships for the voice sense: record, card, recipe and results agree, and nobody is in two parts."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.cards import with_results
from perception.signals.speaker_baseline import SpeakerBaseline
from perception.voice.decode import decoded
from perception.voice.graph import Calibration, Familiarity, VoiceGraph
from perception.voice.perceiver import NETWORK_LABELS
from perception.voice.speech import spoken
from perception.weights import records

MODELS = Path(__file__).resolve().parents[2] / "models"
VOICE = MODELS / "voice"


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VOICE / "results.json").read_text())
    return found


def figures(results: dict[str, Any]) -> dict[str, float]:
    """What record and recipe hold."""
    found = {f"{name}_macro_f1": part["macro_f1"] for name, part in results["corpora"].items()}
    for name, part in results["left_out"].items():
        found[f"unheard_{name}_macro_f1"] = part["common"]["macro_f1"]
    return {**found, "ece": results["ece"]}


def test_record_and_results_hold_the_same_numbers(results: dict[str, Any]) -> None:
    record = next(record for record in records(MODELS) if record.name == "voice")
    assert record.result == figures(results)
    assert record.labels == NETWORK_LABELS
    assert "non-commercial" in record.licence


def test_recipe_and_results_hold_the_same_numbers(results: dict[str, Any]) -> None:
    with (MODELS / "recipes.csv").open() as file:
        row = next(row for row in csv.DictReader(file) if row["model"] == "voice")
    assert row["result"] == "; ".join(f"{name}={value}" for name, value in figures(results).items())
    assert (MODELS.parent / row["script"]).is_file()
    assert (MODELS.parent / row["hparams"]).is_file()


def test_card_and_results_hold_the_same_numbers(results: dict[str, Any]) -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    pytest.importorskip("speechbrain", reason="needs the train extra")
    from models.voice import card

    text = (VOICE / "README.md").read_text()
    assert with_results(text, card.block(results)) == text


def test_the_calibration_names_the_labels_in_the_networks_order() -> None:
    assert Calibration.load(VOICE / "serving.json").labels == NETWORK_LABELS


def test_what_is_familiar_has_the_size_of_the_embedding() -> None:
    familiarity = Familiarity.load(VOICE / "familiar.npz")
    output = VoiceGraph(VOICE).run(np.random.default_rng(1).normal(0, 0.1, 32_000).astype(np.float32))
    assert familiarity.means.shape == (8, len(output.embedding))
    assert familiarity.distance(output.embedding) > 0.0


def test_every_corpus_is_reported_with_its_majority_and_its_speakers(results: dict[str, Any]) -> None:
    for name, n_speakers in (("crema_d", 15), ("ravdess", 4), ("nemo", 2)):
        part = results["corpora"][name]
        assert part["speakers"]["n_speakers"] == n_speakers
        assert part["macro_f1"] > part["majority"]["macro_f1"]
    assert all(part["common"]["labels"] == 5 for part in results["left_out"].values())


def test_nobody_is_in_two_parts_of_the_split() -> None:
    tomllib = pytest.importorskip("tomllib")
    held = tomllib.loads((VOICE / "split.toml").read_text())
    sizes = {"crema_d": (15, 10), "ravdess": (4, 2), "nemo": (2, 1)}
    for corpus, (n_test, n_dev) in sizes.items():
        test, dev = set(held[corpus]["test"]), set(held[corpus]["dev"])
        assert (len(test), len(dev)) == (n_test, n_dev)
        assert not test & dev


@pytest.mark.data
def test_the_split_parts_every_clip_of_the_corpora(data_dir: Path) -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    from models.voice.corpora import PARTS, clips

    every = clips(data_dir)
    assert len(every) == 7431 + 1440 + 4481
    speakers = {part: {(clip.corpus, clip.speaker) for clip in every if clip.part == part} for part in PARTS}
    assert not speakers["train"] & speakers["test"]
    assert not speakers["dev"] & (speakers["train"] | speakers["test"])
    assert {part: len(found) for part, found in speakers.items()} == {"train": 90, "dev": 13, "test": 21}


@pytest.mark.data
def test_the_shipped_graph_measures_on_ravdess_what_the_results_say(
    results: dict[str, Any], data_dir: Path
) -> None:
    """From the sound file on, by numpy and ONNX Runtime alone."""
    names = ("neutral", "calm", "joy", "sadness", "anger", "fear", "disgust", "surprise")
    graph = VoiceGraph(VOICE)
    truth, said = [], []
    for path in sorted((data_dir / "voice" / "ravdess").glob("*-2[1-4].ogg")):
        samples = spoken(decoded(path).samples)
        assert samples is not None
        truth.append(names[int(path.stem.split("-")[2]) - 1])
        said.append(NETWORK_LABELS[int(graph.run(samples).logits.argmax())])
    scores = []
    for label in NETWORK_LABELS:
        hits = sum(one == other == label for one, other in zip(truth, said, strict=True))
        scores.append(2.0 * hits / max(1, truth.count(label) + said.count(label)))
    assert len(truth) == 240
    assert np.mean(scores) == pytest.approx(results["corpora"]["ravdess"]["macro_f1"], abs=0.05)


@pytest.mark.filterwarnings("ignore")  # the exporter warns of its own future
def test_an_exported_graph_gives_what_its_torch_parent_gives(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="needs the train extra")
    pytest.importorskip("speechbrain", reason="needs the train extra")
    pytest.importorskip("onnxscript", reason="needs the train extra")
    from models.voice.export import Behind, export_graph
    from models.voice.frontend import BandPower, Forgetting
    from models.voice.hparams import read
    from models.voice.network import Size, Summary, VoiceNetwork
    from models.voice.reader import SummaryReader, Together
    from models.voice.shipped import BandGraph

    torch.manual_seed(1)
    first = VoiceNetwork(Size(channels=16, pooled=48, attention=8, embedding=128))
    network = Together(first, SummaryReader(read().reader), 0.5).eval()
    export_graph(network, Forgetting(), tmp_path / "voice.onnx")
    front, behind = BandPower().eval(), Behind(network, Forgetting()).eval()
    graph, from_bands = VoiceGraph(tmp_path), BandGraph(tmp_path / "voice.onnx")
    speaker = SpeakerBaseline()
    for n_samples in (4_000, 16_000, 50_001):
        samples = torch.randn(1, n_samples, generator=torch.Generator().manual_seed(n_samples)) * 0.1
        with torch.no_grad():
            mean, n_heard = speaker.known(Summary.SIZE)
            expected = behind(front(samples), torch.from_numpy(mean[None]), torch.tensor([[n_heard]]))
            bands = 10.0 * torch.log10(BandPower()(samples)[0])
        output = graph.run(samples[0].numpy(), speaker)
        again = from_bands.run(bands.numpy(), speaker)
        speaker.add(output.summary)
        for found, other, wanted in zip(
            (output.logits, output.valence_arousal, output.embedding, output.summary),
            (again.logits, again.valence_arousal, again.embedding, again.summary),
            (expected[0], expected[1], expected[3], expected[4]),
            strict=True,
        ):
            np.testing.assert_allclose(found, wanted[0].numpy(), atol=1e-4)
            np.testing.assert_allclose(other, wanted[0].numpy(), atol=1e-3)


def test_what_was_heard_before_is_of_the_same_speaker_and_never_the_utterance_itself() -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    from models.voice.examples import heard_before

    voice = np.ones(16, bool)
    voice[3] = False
    heard = heard_before(voice, 8, 0.4, np.random.default_rng(1))
    assert not heard.diagonal().any()
    assert not heard[:8, 8:].any()
    assert not heard[8:, :8].any()
    assert not heard[:, 3].any()
    assert 0 < (heard.sum(1) == 0).sum() < 16
    assert heard.sum(1).max() > 3


def test_nothing_was_heard_before_of_strangers() -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    from models.voice.examples import heard_before

    assert not heard_before(np.ones(16, bool), 8, 1.0, np.random.default_rng(1)).any()


def test_augmentation_gives_those_who_stand_together_one_room_and_others_another() -> None:
    torch = pytest.importorskip("torch", reason="needs the train extra")
    from models.voice.augment import Augmentation

    augmentation = Augmentation(torch.Generator().manual_seed(2), 1.0, n_together=4)
    drawn = augmentation.uniform(-3.0, 3.0, 8, 1)
    assert drawn.shape == (8, 1)
    assert len(drawn[:4].unique()) == 1
    assert len(drawn.unique()) == 2
    curves = augmentation.curves(8, 5.0, drawn)
    assert torch.equal(curves[0], curves[3])
    assert not torch.equal(curves[0], curves[4])


def test_only_clips_of_one_length_are_measured_together() -> None:
    pytest.importorskip("torch", reason="needs the train extra")
    from models.voice.examples import of_one_length

    lengths = [3, 5, 3, 7, 5, 3, 3]
    groups = [group.tolist() for group in of_one_length(lengths, most=3)]
    assert sorted(place for group in groups for place in group) == list(range(7))
    assert all(len({lengths[place] for place in group}) == 1 for group in groups)
    assert max(map(len, groups)) <= 3


def test_a_run_goes_on_only_under_the_recipe_that_it_began_with(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="needs the train extra")
    pytest.importorskip("speechbrain", reason="needs the train extra")
    from dataclasses import replace

    from models.voice.brain import begin, train_run
    from models.voice.hparams import read
    from models.voice.network import VoiceNetwork

    hparams = read()
    begin(tmp_path, {}, hparams)
    torch.save(VoiceNetwork(hparams.size).state_dict(), tmp_path / "weights.pt")
    train_run({}, hparams, tmp_path)
    train_run({}, replace(hparams, reader=replace(hparams.reader, share=0.1)), tmp_path)
    other = replace(hparams, frontend=replace(hparams.frontend, share=hparams.frontend.share + 0.1))
    with pytest.raises(ValueError, match="frontend"):
        train_run({}, other, tmp_path)


def test_a_run_of_an_unknown_recipe_is_not_taken(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="needs the train extra")
    pytest.importorskip("speechbrain", reason="needs the train extra")
    from models.voice.brain import train_run
    from models.voice.hparams import read
    from models.voice.network import VoiceNetwork

    hparams = read()
    torch.save(VoiceNetwork(hparams.size).state_dict(), tmp_path / "weights.pt")
    with pytest.raises(ValueError, match="recipe"):
        train_run({}, hparams, tmp_path)
