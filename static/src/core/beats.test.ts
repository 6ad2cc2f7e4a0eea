import {expect, test} from 'vitest';
import {Clock} from './clock';
import {recorded} from './recorded';
import type {Beats} from './beats';
import type {Trace} from './trace';

const RUN = '1.1/leave-colocated';

function opening(): {trace: Trace; told: Beats} {
  const trace = recorded(RUN);
  if (!trace.told) throw new Error('the run is not told');
  return {trace, told: trace.told};
}

test('each beat is shown for about as long as it takes to read', () => {
  const {told} = opening();
  for (const [i, beat] of told.beats.entries()) {
    if (beat.kind === 'before') continue;
    const shown = (told.before[i + 1] ?? told.seconds) - (told.before[i] ?? 0);
    expect(shown).toBeGreaterThanOrEqual(beat.reading_s - 0.01);
    expect(shown).toBeLessThanOrEqual(beat.reading_s * 1.5 + 0.01);
  }
});

test('a moment and the seconds at which it is shown are one map', () => {
  const {trace, told} = opening();
  for (let s = 0; s <= told.seconds; s += 0.25) expect(told.secondsAt(told.momentAt(s))).toBeCloseTo(s, 1);
  let before = -1;
  for (let t = 0; t <= trace.head.duration_ns; t += 5e7) {
    expect(told.secondsAt(t)).toBeGreaterThanOrEqual(before);
    before = told.secondsAt(t);
  }
});

test('playing begins with data that flow, and ends with the run', () => {
  const {trace, told} = opening();
  expect(told.momentAt(0)).toBe(told.told.start_ns);
  expect(told.momentAt(told.seconds)).toBe(trace.head.duration_ns);
});

test('steps go from beat to beat, and back to the beginning of the one under way first', () => {
  const {told} = opening();
  const [, , leaves, arrives] = told.beats.map((beat) => beat.first);
  expect(told.neighbour(leaves ?? 0, 1)).toBe(arrives);
  expect(told.neighbour((leaves ?? 0) + 1, -1)).toBe(leaves);
  expect(told.neighbour(leaves ?? 0, -1)).toBe(told.beats[1]?.first);
  expect(told.neighbour(trace().events.length, 1)).toBeNull();
});

const trace = (): Trace => opening().trace;

test('the story that comes while playing goes on causes no jump', () => {
  const {trace, told} = opening();
  let step: ((ms: number) => void) | null = null;
  const clock = new Clock({nextFrame: (next) => (step = next), changed: () => undefined});
  clock.pacing = 'story';
  clock.follow(trace.story, trace.head.duration_ns, 12e9);
  clock.seek(10.2e9);
  clock.play();
  (step as unknown as (ms: number) => void)(0);
  const before = clock.now;
  clock.follow(trace.story, trace.head.duration_ns, trace.until, told);
  (step as unknown as (ms: number) => void)(1);
  expect(clock.now - before).toBeLessThan(5e6);
  expect(clock.now).toBeGreaterThanOrEqual(before);
});

test('a stretch that is jumped over says so while it goes by', () => {
  const {trace, told} = opening();
  expect(told.cutAt(25e9, trace.events.lastAt(25e9))).toMatchObject({until: trace.head.duration_ns});
  expect(told.cutAt(10.5e9, trace.events.lastAt(10.5e9))).toBeNull();
});
