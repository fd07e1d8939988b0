"""What was sent and may have to be sent again."""

from collections import deque

from gateway.protocol import ServerModel


class ReplayBuffer:
    """The last messages of a session, without gaps, at most `max_kept`; acknowledged ones go after a while."""

    def __init__(self, max_kept: int, acked_window_s: float) -> None:
        self._kept: deque[tuple[float, ServerModel]] = deque(maxlen=max_kept)
        self._acked_window_s = acked_window_s
        self._acked_seq = 0
        self._last_seq = 0

    def add(self, message: ServerModel, now: float) -> None:
        """Keep `message`, the newest one."""
        self._kept.append((now, message))
        self._last_seq = message.seq

    def pass_over(self, seq: int) -> None:
        """Note that `seq` was used by a message that is not kept."""
        self._last_seq = seq

    def after(self, seq: int) -> tuple[list[ServerModel], bool]:
        """The kept messages after `seq`, and whether they are all that there were."""
        if seq > self._last_seq:
            return [], False
        messages = [message for _, message in self._kept if message.seq > seq]
        return messages, len(messages) == self._last_seq - seq

    def acknowledge(self, seq: int) -> None:
        """The client has everything up to and including `seq`."""
        self._acked_seq = max(self._acked_seq, seq)

    def sweep(self, now: float) -> None:
        """Drop what was acknowledged and sent long enough ago."""
        while self._kept:
            sent_at, message = self._kept[0]
            if message.seq > self._acked_seq or now - sent_at < self._acked_window_s:
                return
            self._kept.popleft()

    def clear(self) -> None:
        """Forget every message."""
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)
