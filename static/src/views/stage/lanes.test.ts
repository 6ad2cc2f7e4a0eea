import {expect, test} from 'vitest';
import {MS} from '../../core/fixture';
import {pipesAt} from '../../core/pipes';
import {GUIDE} from '../../core/lens';
import {record, recorded, recordedCatalogue} from '../../core/recorded';
import {Seen} from '../../core/seen';
import {Atlas} from './geometry';
import {Lanes} from './lanes';
import {moving} from './packets';
import {tubes} from './tubes';

record('1.1/leave-colocated', '0/handover-outside');
const {stage, roles} = recordedCatalogue();
const order = roles.map((role) => role.id);

function drawn(run: string, seconds: number): {lanes: Lanes; all: ReturnType<typeof tubes>} {
  const trace = recorded(run);
  const at = trace.events.lastAt(seconds * 1e9);
  const laid = pipesAt(trace, stage.pipes, order, at);
  const lanes = new Lanes(new Atlas(stage), laid);
  return {lanes, all: tubes(trace, lanes, laid, (pipe) => pipe.kind, at)};
}

test('pipes within one another share a lane, those beside one another do not', () => {
  const trace = recorded('1.1/leave-colocated');
  const laid = pipesAt(trace, stage.pipes, order, trace.events.lastAt(30e9));
  const lanes = new Lanes(new Atlas(stage), laid);
  const lines = laid.map((pipe) =>
    pipe.halves.flatMap((half) =>
      half.legs
        .filter((leg) => leg.link === 'dmz' && leg.from === 'x-ha')
        .map((leg) => JSON.stringify(lanes.line(pipe, leg))),
    ),
  );
  const [external, sealed, , inner] = lines;
  expect(inner).toEqual(expect.arrayContaining(external ?? ['nothing']));
  expect(inner).toEqual(expect.arrayContaining(sealed ?? ['nothing']));
  expect(new Set(inner).size).toBe(2);
});

test('a packet travels in the lane of the pipe that it is wrapped for', () => {
  const trace = recorded('1.1/leave-colocated');
  const laid = pipesAt(trace, stage.pipes, order, trace.events.lastAt(30e9));
  const lanes = new Lanes(new Atlas(stage), laid);
  const external = laid.find((pipe) => pipe.role === 'external-mip');
  const leg = external?.halves.find((half) => half.owner === 'x-ha')?.legs[0];
  const flight = trace.flights
    .sentBetween(29.9e9, 30e9)
    .find((each) => each.link === 'dmz' && each.from === 'x-ha' && each.to[0] === leg?.to);
  if (!external || !leg || !flight) throw new Error('the external home agent sends nothing');
  expect(lanes.lineOf(trace, flight, leg.to)).toEqual(lanes.line(external, leg));
  expect(lanes.lineOf(trace, flight, leg.to)).not.toEqual(
    new Lanes(new Atlas(stage), []).lineOf(trace, flight, leg.to),
  );
});

test('where a frame is depends on the moment alone', () => {
  const trace = recorded('1.1/leave-colocated');
  const {lanes} = drawn('1.1/leave-colocated', 30);
  const t = 30e9 + 10 * MS;
  const all = new Seen(trace, GUIDE, trace.events.length);
  const there = moving(all, lanes, t);
  moving(all, lanes, t + 5 * MS);
  expect(moving(all, lanes, t)).toEqual(there);
  expect(there.length).toBeGreaterThan(1);
});

test('a pipe is solid where packets pass and dashed, with a bar at its end, where they die', () => {
  const whole = drawn('1.1/leave-colocated', 30).all.find((tube) => tube.role === 'ipsec');
  expect([whole?.solid.length, whole?.dashed.length, whole?.caps.length]).toEqual([4, 0, 0]);
  const broken = drawn('0/handover-outside', 23.2).all.find((tube) => tube.role === 'ipsec');
  expect(broken?.solid).toEqual([]);
  expect(broken?.caps).toHaveLength(1);
  expect(broken?.text).toContain('packets end at internet');
});

test('an outer pipe is wider than what it carries', () => {
  const widths = drawn('1.1/leave-colocated', 30).all.map((tube) => tube.width);
  expect(widths).toEqual([...widths].sort((a, b) => b - a));
  expect(new Set(widths).size).toBe(3);
});

test('wherever a pipe is believed in alone, a stump shows at whom', () => {
  const texts = drawn('0/handover-outside', 23.2).all;
  expect(texts.every((tube) => tube.dashed.length > 0)).toBe(true);
  expect(texts.some((tube) => tube.text.includes('from mn nothing was sent'))).toBe(true);
});
