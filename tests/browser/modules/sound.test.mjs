import { equal, ok, test } from "./harness.mjs";
import { load } from "./element.mjs";

const { BATCH, Batches, QUICK_BATCH, RATE_HZ, Resampler, levelOf } = await load("capture/pcm.js");
const { audioFrame } = await load("capture/frames.js");
const { AudioStream, MOST_WAITING_BYTES } = await load("capture/audio-stream.js");

const sine = (hz, rate_hz, n, peak = 0.5) => Float32Array.from({ length: n }, (_, index) => peak * Math.sin((2 * Math.PI * hz * index) / rate_hz));
const power = (samples) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

function resampled(input, rate_hz, block = 128) {
  const resampler = new Resampler(rate_hz);
  const parts = [];
  for (let at = 0; at < input.length; at += block) parts.push(...resampler.accept(input.subarray(at, at + block)));
  return Float32Array.from(parts);
}

test("a tone keeps its loudness and its pitch at every rate that devices have", () => {
  for (const rate_hz of [8_000, 22_050, 44_100, 48_000, 96_000]) {
    const heard = resampled(sine(1_000, rate_hz, rate_hz), rate_hz).slice(1_000, 15_000);
    const crossings = heard.reduce((n, sample, index) => n + (index > 0 && heard[index - 1] < 0 && sample >= 0 ? 1 : 0), 0);
    ok(Math.abs(power(heard) - 0.5 / Math.SQRT2) < 0.01, `${rate_hz}: ${power(heard)}`);
    ok(Math.abs(crossings / (heard.length / RATE_HZ) - 1_000) < 5, `${rate_hz}: ${crossings}`);
  }
});

test("what lies above the new rate is not folded into the voice", () => {
  const folded = resampled(sine(11_000, 48_000, 48_000), 48_000).slice(1_000, 15_000);
  ok(power(folded) < 0.0005, `${power(folded)}`);
});

test("the resampled sound is as long as it was, however it comes in blocks", () => {
  const input = sine(300, 44_100, 44_100);
  const whole = resampled(input, 44_100, 44_100);
  const pieces = resampled(input, 44_100, 128);
  ok(Math.abs(pieces.length - RATE_HZ) < 60, `${pieces.length}`);
  equal(pieces.length, whole.length);
  ok(pieces.every((sample, index) => Math.abs(sample - whole[index]) < 1e-5));
});

test("sound at 16 kHz is passed on as it is", () => {
  const input = sine(440, RATE_HZ, 128);
  ok(new Resampler(RATE_HZ).accept(input) === input);
});

test("batches are 128 ms, lose no sample, and the rest comes with a flush", () => {
  const batches = new Batches();
  const full = [];
  for (let n = 0; n < 40; n += 1) full.push(...batches.accept(new Float32Array(128).fill(0.25)));
  equal(full.map(({ length }) => length), [BATCH, BATCH]);
  equal(BATCH / RATE_HZ, 0.128);
  equal(batches.flush().length, 40 * 128 - 2 * BATCH);
  equal(batches.flush().length, 0);
  equal(full[0][0], Math.round(0.25 * 32_767));
});

test("in a hurry batches are a quarter as long, and none is lost at the change", () => {
  const batches = new Batches();
  const lengths = [];
  const hear = (n) => lengths.push(...batches.accept(new Float32Array(n)).map(({ length }) => length));
  hear(1_500);
  batches.size = QUICK_BATCH;
  hear(128);
  hear(1_024);
  batches.size = BATCH;
  hear(2_048);
  equal(lengths, [1_501, QUICK_BATCH, QUICK_BATCH, BATCH]);
  equal(batches.flush().length, 1_500 + 128 + 1_024 + 2_048 - 1_501 - 2 * QUICK_BATCH - BATCH);
});

test("too loud a sample is clipped, not wrapped round", () => {
  const batches = new Batches();
  batches.accept(Float32Array.of(1.7, -1.7, 1, -1));
  equal([...batches.flush()], [32_767, -32_767, 32_767, -32_767]);
});

test("the level is 0 in silence and 1 for a full tone", () => {
  equal(levelOf(new Float32Array(128)), 0);
  equal(levelOf(sine(500, RATE_HZ, 1_600, 1)), 1);
  const quiet = levelOf(sine(500, RATE_HZ, 1_600, 0.02));
  ok(quiet > 0.2 && quiet < 0.6, `${quiet}`);
});

test("a frame has its header in network order and its samples little-endian", () => {
  const bytes = new Uint8Array(audioFrame({ stream: 7, sequence: 65_537, at_ms: 66_051 }, Int16Array.of(1, -2)));
  equal([...bytes], [1, 7, 0, 1, 0, 1, 2, 3, 1, 0, 254, 255]);
});

class FakeLine {
  frames = [];
  backlog = 0;
  isUp = true;

  sendBytes(frame) {
    if (this.isUp) this.frames.push(new DataView(frame));
    return this.isUp;
  }
}

test("a stream numbers its frames and says when each began", () => {
  const line = new FakeLine();
  const stream = new AudioStream(line, 3);
  for (let n = 0; n < 3; n += 1) stream.send(new Int16Array(2048));
  equal(line.frames.map((view) => [view.getUint8(1), view.getUint16(2), view.getUint32(4)]), [[3, 0, 0], [3, 1, 128], [3, 2, 256]]);
});

test("sound that is late is dropped and leaves a gap in the numbers, and never waits", () => {
  const line = new FakeLine();
  const stream = new AudioStream(line, 0);
  const sent = [0, MOST_WAITING_BYTES, MOST_WAITING_BYTES + 1, MOST_WAITING_BYTES + 1, 0].map((backlog) => {
    line.backlog = backlog;
    return stream.send(new Int16Array(2048));
  });
  equal(sent, [true, true, false, false, true]);
  equal(line.frames.map((view) => view.getUint16(2)), [0, 1, 4]);
  equal(stream.n_dropped, 2);
  equal(line.frames.at(-1).getUint32(4), 4 * 128);
});
