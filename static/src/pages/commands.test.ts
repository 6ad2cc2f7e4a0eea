import {expect, test} from 'vitest';
import {timeCommands} from './commands';

test('keys move a clock by steps either way, to either end, and change its speed', () => {
  const done: unknown[] = [];
  const time = {
    speed: 2,
    toggle: () => done.push('toggle'),
    step: (unit: string, direction: number) => done.push([unit, direction]),
    seek: (t: number) => done.push(t),
    changeSpeed: (speed: number) => done.push({speed}),
  };
  let end = 5;
  const commands = timeCommands(time, () => end);
  end = 9;
  for (const name of ['hop-forward', 'previous-silence', 'start', 'end', 'faster', 'slower', 'toggle'] as const) {
    commands[name]();
  }
  expect(done).toEqual([['hop', 1], ['silence', -1], 0, 9, {speed: 3}, {speed: 1}, 'toggle']);
});
