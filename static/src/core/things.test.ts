import {beforeAll, expect, test} from 'vitest';
import {GUIDE} from './lens';
import {record, recorded, recordedCatalogue} from './recorded';
import {Seen} from './seen';
import {thingOf, type Thing} from './things';

const RUNS = ['1.1/leave-colocated', 'wg/behind-nat', '0/handover-outside'];

beforeAll(() => {
  record(...RUNS);
}, 120_000);

function thing(run: string, seconds: number, id: string, lens = GUIDE): Thing | null {
  const trace = recorded(run);
  const {stage, roles} = recordedCatalogue();
  const at = trace.events.lastAt(seconds * 1e9);
  return thingOf(new Seen(trace, lens, at), {sheet: stage, roles}, id, at);
}

const fact = (found: Thing | null, group: number, label: string): string =>
  found?.groups[group]?.facts.find((each) => each.label === label)?.text ?? '';

test('a sealed tunnel tells who holds its ends, with which keys and since when, what it carried and cost', () => {
  const found = thing('1.1/leave-colocated', 30, 'pipe:ipsec mn vpn-gw');
  expect(found?.groups.map(({title}) => title)).toEqual(['As vpn-gw has it', 'As mn has it']);
  expect(fact(found, 0, 'key for ESP')).toBe(
    'aes-cbc-sha1, spi 0xc525e4c7, source 192.0.2.10, destination 192.0.2.129',
  );
  expect(fact(found, 0, 'held by').split(', ').sort()).toEqual(['mn', 'vpn-gw']);
  expect(fact(found, 0, 'cost')).toMatch(/octets \(72 a packet\)$/);
  expect(fact(found, 0, 'since')).toMatch(/^\d/);
  expect(fact(found, 0, 'packets put in')).toMatch(/^\d+: \d+ came out, 0 died$/);
});

test('a tunnel says until when it is agreed, by the registration that it rests on', () => {
  expect(fact(thing('1.1/leave-colocated', 30, 'pipe:external-mip mn x-ha'), 0, 'agreed until')).toMatch(/^70\.548/);
});

test('a tunnel in which packets die tells how many', () => {
  const found = thing('0/handover-outside', 26, 'pipe:ipsec mn vpn-gw');
  const died = found?.groups.map((_, i) => fact(found, i, 'packets put in')).find((text) => !text.endsWith('0 died'));
  expect(died).toMatch(/ [1-9]\d* died$/);
});

test('who looks with a node’s eyes is told of that node’s end alone', () => {
  const found = thing('1.1/leave-colocated', 30, 'pipe:ipsec mn vpn-gw', 'mn');
  expect(found?.groups.map(({title}) => title)).toEqual(['As mn has it']);
});

test('links, places and roles say what they are', () => {
  expect(fact(thing('wg/behind-nat', 30, 'link:hotel'), 0, 'addresses')).toMatch(/\/\d+$/);
  expect(thing('wg/behind-nat', 30, 'zone:hotel-net')?.groups[0]?.facts[0]?.text).toContain('mn');
  expect(fact(thing('wg/behind-nat', 30, 'role:ipsec'), 0, 'tunnels now')).toBe('vpn-gw and mn');
});

test('what is no thing has no card', () => {
  expect(thing('wg/behind-nat', 30, 'link:moon')).toBeNull();
  expect(thing('wg/behind-nat', 30, 'nothing')).toBeNull();
});
