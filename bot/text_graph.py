"""The exported text graph: a sentence goes in, a meaning vector comes out."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from bot.errors import TextModelMissingError

MAX_TOKENS = 128
EMBEDDING_SIZE = 384


class TextGraph:
    """text.onnx with its tokenizer, on one thread: a sentence takes about a millisecond there.

    Raises TextModelMissingError.
    """

    def __init__(self, folder: Path) -> None:
        graph, tokenizer = folder / "text.onnx", folder / "tokenizer.json"
        for path in (graph, tokenizer):
            if not path.is_file():
                raise TextModelMissingError(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def fits(self, text: str) -> bool:
        """Whether `embed` reads the whole text."""
        surely = len(text) <= MAX_TOKENS - 2  # a token has at least one character
        return surely or not self._tokenizer.encode(text).overflowing

    def embed(self, text: str) -> NDArray[np.float32]:
        """Meaning vector of one text: (384,), length 1."""
        encoding = self._tokenizer.encode(text)
        feed = {
            "input_ids": np.array([encoding.ids], dtype=np.int64),  # (1, n_tokens)
            "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
        }
        (embedding,) = self._session.run(["sentence_embedding"], feed)  # (1, 384)
        return np.asarray(embedding[0], dtype=np.float32)


@lru_cache(maxsize=2)
def shared_text_graph(folder: Path) -> TextGraph:
    """One graph per folder and process: training and serving load it once."""
    return TextGraph(folder)
