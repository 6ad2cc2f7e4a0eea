import {expect, test} from 'vitest';
import {Frames} from './frames';
import type {Dissection} from './wire';

interface Request {
  run: string;
  frame: number;
  answer: (found: boolean) => Promise<void>;
}

function bench(): {frames: Frames; requests: Request[]} {
  const requests: Request[] = [];
  const frames = new Frames({
    fetchFrame: (run, frame) =>
      new Promise((resolve, reject) => {
        const answer = async (found: boolean): Promise<void> => {
          if (found) resolve({frame, packet: 0, octets: '', buffers: [], layers: []} satisfies Dissection);
          else reject(new Error('no such frame'));
          await new Promise((done) => setTimeout(done));
        };
        requests.push({run, frame, answer});
      }),
    changed: () => undefined,
  });
  return {frames, requests};
}

test('the frame that is looked at is asked for first, and few at once', async () => {
  const {frames, requests} = bench();
  frames.want('r', [7, 8, 9]);
  expect(requests.map((each) => each.frame)).toEqual([7, 8]);
  await requests[0]?.answer(true);
  expect(frames.get(7)?.frame).toBe(7);
  expect(frames.get(8)).toBeNull();
  expect(requests.map((each) => each.frame)).toEqual([7, 8, 9]);
});

test('what is not wanted any more is not asked for', async () => {
  const {frames, requests} = bench();
  frames.want('r', [1, 2, 3, 4]);
  frames.want('r', [9]);
  await requests[0]?.answer(true);
  expect(requests.map((each) => each.frame)).toEqual([1, 2, 9]);
});

test('what is here is not asked for again', async () => {
  const {frames, requests} = bench();
  frames.want('r', [1]);
  await requests[0]?.answer(true);
  frames.want('r', [1]);
  expect(requests).toHaveLength(1);
});

test('a frame that cannot be had says why, and is asked for again after another one', async () => {
  const {frames, requests} = bench();
  frames.want('r', [1]);
  await requests[0]?.answer(false);
  expect(frames.failure).toBeInstanceOf(Error);
  frames.want('r', [1]);
  expect(requests).toHaveLength(1);
  frames.want('r', [2]);
  expect(frames.failure).toBeNull();
  frames.want('r', [1]);
  expect(requests.map((each) => each.frame)).toEqual([1, 2, 1]);
});

test('an answer for another run is no answer', async () => {
  const {frames, requests} = bench();
  frames.want('old', [1]);
  frames.want('new', [1]);
  await requests[0]?.answer(true);
  expect(frames.get(1)).toBeNull();
  expect(requests.map((each) => each.run)).toEqual(['old', 'new']);
});
