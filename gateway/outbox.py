"""What a session sends: numbered without gaps, and kept in case it has to be sent again."""

from collections import deque
from typing import Any

from gateway.effects import Effect, Replay, Send
from gateway.errors import Refusal
from gateway.protocol import Error, HistoryLost, ServerModel


class Outbox:
    """Keeps the last `max_kept` messages; acknowledged ones go `acked_window_s` after they were sent."""

    def __init__(self, max_kept: int, acked_window_s: float) -> None:
        self._kept: deque[tuple[float, ServerModel]] = deque(maxlen=max_kept)
        self._acked_window_s = acked_window_s
        self._acked_seq = 0
        self.seq = 0

    def post(self, now: float, kind: type[ServerModel], **fields: Any) -> Send:
        """Number, keep and send a new message."""
        self.seq += 1
        message = kind(seq=self.seq, **fields)
        self._kept.append((now, message))
        return Send(message)

    def pass_on(self, kind: type[ServerModel], **fields: Any) -> Send:
        """Send what is true for a moment only: without a number, never kept."""
        return Send(kind(seq=0, **fields))

    def post_error(self, now: float, refusal: Refusal, message_id: str | None = None) -> Send:
        """Send a refusal; `message_id` is used where it names none itself."""
        return self.post(
            now,
            Error,
            code=refusal.code,
            detail=refusal.detail,
            id=refusal.message_id or message_id,
            retry_after_ms=refusal.retry_after_ms,
        )

    def find(self, seq: int) -> ServerModel | None:
        """The message with this number, while it is kept."""
        return next((message for _, message in self._kept if message.seq == seq), None)

    def skip_number(self) -> int:
        """Use up a number for a message that is not kept."""
        self.seq += 1
        return self.seq

    def replay(self, now: float, last_seq: int) -> list[Effect]:
        """Send again what came after `last_seq`, and say so when not all of it is kept."""
        messages = self._after(last_seq)
        effects: list[Effect] = [Replay(messages)] if messages else []
        complete = len(messages) == self.seq - last_seq
        return effects if complete else [*effects, self.post(now, HistoryLost)]

    def seq_before_replay(self, last_seq: int) -> int:
        """The number before the first message that `replay` would send."""
        messages = self._after(last_seq)
        return messages[0].seq - 1 if messages else self.seq

    def acknowledge(self, seq: int) -> None:
        """The visitor has everything up to and including `seq`."""
        self._acked_seq = max(self._acked_seq, min(seq, self.seq))

    def sweep(self, now: float) -> None:
        """Drop what was acknowledged and sent long enough ago."""
        while self._kept:
            sent_at, message = self._kept[0]
            if message.seq > self._acked_seq or now - sent_at < self._acked_window_s:
                return
            self._kept.popleft()

    def clear(self) -> None:
        """Forget every message; the numbers go on."""
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

    def _after(self, seq: int) -> tuple[ServerModel, ...]:
        return tuple(message for _, message in self._kept if message.seq > seq)
