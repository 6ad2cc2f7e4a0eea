import {describe, expect, it} from 'vitest';
import {recorded} from '../core/recorded';
import {stepFrom} from '../core/steps';
import {labAt, readLines} from './compared';

function streamOf(...pieces: string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
}

describe('rows of a comparison', () => {
  it('are read wherever the stream cuts them', async () => {
    const found: number[] = [];
    await readLines<{n: number}>(streamOf('{"n":', '1}\n{"n":2}\n{"n"', ':3}\n'), ({n}) => found.push(n));
    expect(found).toEqual([1, 2, 3]);
  });

  it('open in the lab at the moment that is shown', () => {
    expect(labAt('/?option=3', 1.6e9)).toBe('/?option=3&t=1600000000');
    expect(labAt('/?option=3', 0)).toBe('/?option=3');
  });
});

describe('a step on a shared clock', () => {
  const trace = recorded('1.1/leave-colocated');

  it('leads to a later moment, or an earlier one, never to the same', () => {
    const drop = trace.drops[0]?.t ?? 0;
    expect(stepFrom(trace, 'drop', 1, 0)).toEqual([drop]);
    const [next = 0] = stepFrom(trace, 'drop', 1, drop);
    expect(next).toBeGreaterThan(drop);
    expect(stepFrom(trace, 'drop', -1, next)).toEqual([drop]);
    expect(stepFrom(trace, 'drop', -1, 0)).toEqual([]);
    expect(stepFrom(null, 'drop', 1, 0)).toEqual([]);
  });
});
