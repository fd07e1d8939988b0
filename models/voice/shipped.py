"""The shipped graph from the bands on: CREMA-D is at hand as spectrograms, so it enters behind the front
end's first step."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray

from models.voice.export import BANDS, KNOWN_OF_SPEAKER, OUTPUTS
from models.voice.frontend import HOP
from perception.signals.speaker_baseline import SpeakerBaseline
from perception.voice.graph import WINDOW_S, GraphOutput, as_inputs, mean_of, summary_size, windows

Floats = NDArray[np.float32]
N_WINDOW_FRAMES = int(WINDOW_S * 16_000) // HOP


class BandGraph:
    """(n_frames, 86) band spectrogram in dB -> what `VoiceGraph` gives for its waveform."""

    def __init__(self, path: Path) -> None:
        model = onnx.load(str(path))
        inner = onnx.utils.Extractor(model).extract_model([BANDS, *KNOWN_OF_SPEAKER], list(OUTPUTS))
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = ort.InferenceSession(inner.SerializeToString(), options)
        self._n_summary = summary_size(self._session, path)

    def run(self, decibel: Floats, speaker: SpeakerBaseline | None = None) -> GraphOutput:
        """As `VoiceGraph.run`."""
        power = (10.0 ** (decibel / 10.0)).astype(np.float32)
        parts = windows(power, N_WINDOW_FRAMES)
        known = as_inputs(speaker, self._n_summary)
        return mean_of([self._session.run(None, {BANDS: part[None], **known}) for part in parts])
