import {expect, test} from 'vitest';
import {Clock} from './clock';
import {fixtureTrace, MS} from './fixture';
import {Story} from './story';

function bench(): {clock: Clock; frame: (ms: number) => void; changes: () => number} {
  let waiting: ((ms: number) => void) | null = null;
  let changes = 0;
  const clock = new Clock({nextFrame: (step) => (waiting = step), changed: () => (changes += 1)});
  const frame = (ms: number): void => {
    const step = waiting;
    waiting = null;
    step?.(ms);
  };
  return {clock, frame, changes: () => changes};
}

test('proportional playing shows simulated time at a constant rate', () => {
  const {clock, frame} = bench();
  clock.follow(new Story(), 1000 * MS, 1000 * MS);
  clock.pacing = 'proportional';
  clock.play();
  frame(0);
  frame(50);
  expect(clock.now).toBe(5 * MS);
});

test.each(['event', 'proportional'] as const)('%s playing comes to the moment that was foretold', (pacing) => {
  const {clock, frame} = bench();
  const trace = fixtureTrace();
  clock.follow(trace.story, 1000 * MS, 1000 * MS);
  clock.pacing = pacing;
  const foretold = clock.after(0.05);
  expect(clock.now).toBe(0);
  clock.play();
  frame(0);
  frame(50);
  expect(clock.now).toBe(foretold);
  expect(foretold).toBeGreaterThan(0);
});

test('a tab that slept does not skip the story', () => {
  const {clock, frame} = bench();
  clock.follow(new Story(), 1000 * MS, 1000 * MS);
  clock.pacing = 'proportional';
  clock.play();
  frame(0);
  frame(60_000);
  expect(clock.now).toBe(10 * MS);
});

test('playing waits at the end of what is known', () => {
  const {clock, frame} = bench();
  clock.follow(new Story(), 1000 * MS, 2 * MS);
  clock.pacing = 'proportional';
  clock.play();
  for (let ms = 0; ms <= 500; ms += 50) frame(ms);
  expect(clock.now).toBe(2 * MS);
  expect(clock.playing && clock.waiting).toBe(true);
});

test('playing at the end starts over', () => {
  const {clock} = bench();
  clock.follow(new Story(), 1000 * MS, 1000 * MS);
  clock.seek(1000 * MS);
  clock.play();
  expect(clock.now).toBe(0);
});

test('a frame left over from an older playing does nothing', () => {
  let steps: ((ms: number) => void)[] = [];
  const clock = new Clock({nextFrame: (step) => steps.push(step), changed: () => undefined});
  clock.follow(new Story(), 1000 * MS, 1000 * MS);
  clock.pacing = 'proportional';
  clock.play();
  clock.pause();
  clock.play();
  const both = steps;
  steps = [];
  for (const step of both) step(0);
  expect(steps).toHaveLength(1);
});

test('event-paced playing gives a short and a long hop the same time', () => {
  const {story} = fixtureTrace();
  const long = story.secondsAt(100 * MS - 1) - story.secondsAt(40 * MS);
  const short = story.secondsAt(105 * MS - 1) - story.secondsAt(100 * MS);
  expect(long).toBeCloseTo(short, 2);
});

test('the story map runs both ways', () => {
  const {story} = fixtureTrace();
  for (const t of [0, 3 * MS, 55 * MS, 101 * MS, 250 * MS]) {
    expect(story.momentAt(story.secondsAt(t))).toBeCloseTo(t, -1);
  }
});
