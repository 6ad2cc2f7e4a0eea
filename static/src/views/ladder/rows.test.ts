import {expect, test} from 'vitest';
import {fixtureTrace} from '../../core/fixture';
import {rungs} from './rows';

test('a packet is one rung from its first sender over every hop', () => {
  const all = rungs(fixtureTrace(), 'all');
  expect(all.map((rung) => rung.kind)).toEqual(['message', 'drop', 'state']);
  expect(all[0]).toMatchObject({from: 'mn', via: ['internet', 'vpn-gw'], packet: 1, event: 6});
});

test('rungs keep the order of events, ties included', () => {
  const events = rungs(fixtureTrace(), 'all').map((rung) => rung.event);
  expect(events).toEqual([...events].sort((a, b) => a - b));
});

test('signalling leaves the measured flow out', () => {
  expect(rungs(fixtureTrace(), 'signalling').map((rung) => rung.kind)).toEqual(['state']);
});
