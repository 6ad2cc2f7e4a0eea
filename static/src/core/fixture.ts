/** A small hand-made run for the tests of this room and of the views: two nodes, a gateway, one sealed packet. */
import {Trace} from './trace';
import type {Chunk, Head, Layer} from './wire';

export const KINDS = ['action', 'sent', 'arrived', 'dropped', 'wrapped', 'delivered', 'row', 'state', 'key', 'note'];
export const MS = 1_000_000;

export const HEAD: Head = {
  engine: '1',
  scenario: {option: '1.1', slug: 'leave-colocated', seed: 1},
  digest: 'd'.repeat(64),
  duration_ns: 1000 * MS,
  nodes: [
    {name: 'mn', label: 'mobile node', kind: 'mobile', interfaces: [{name: 'eth0', mac: '02:00:00:00:00:01'}]},
    {name: 'internet', label: 'Internet', kind: 'router', interfaces: []},
    {name: 'vpn-gw', label: 'VPN gateway', kind: 'gateway', interfaces: []},
  ],
  links: [
    {
      id: 'cellular',
      prefix: '203.0.113.128/25',
      delay_ns: 60 * MS,
      rate_bps: 1e6,
      mtu: 1500,
      loss: 0,
      queue: 100,
      jitter_ns: 0,
    },
  ],
  structure: [],
};

type Row = readonly [t: number, kind: string, node: string, fields: Record<string, unknown>];

const DATA: Layer[] = [
  ['ipv4', 'data', 20, 0, ''],
  ['udp', 'data', 8, 0, ''],
];
const SEALED: Layer[] = [['ipv4', 'ipsec', 20, 0, ''], ['esp', 'ipsec', 24, 16, 'esp:0x1000'], ...DATA];

const ROWS: readonly Row[] = [
  [0, 'row', 'mn', {table: 'interfaces', key: 'eth0', old: null, new: {link: 'office', address: '10.2.0.9', up: true}}],
  [10 * MS, 'action', 'mn', {action: {do: 'attach'}}],
  [
    10 * MS,
    'row',
    'mn',
    {table: 'interfaces', key: 'eth0', old: {}, new: {link: 'cellular', address: '203.0.113.192', up: true}},
  ],
  [20 * MS, 'key', 'mn', {key: 'esp:0x1000', purpose: 'ESP', algorithm: 'aes', secret: {}, binding: {}}],
  [30 * MS, 'key', 'vpn-gw', {key: 'esp:0x1000', purpose: 'ESP', algorithm: 'aes', secret: {}, binding: {}}],
  [40 * MS, 'wrapped', 'mn', {packet: 1, inner: 0, tunnel: 'esp0'}],
  [
    40 * MS,
    'sent',
    'mn',
    {packet: 1, link: 'cellular', interface: 'eth0', frame: 0, arrives_ns: 100 * MS, to: ['internet']},
  ],
  [100 * MS, 'arrived', 'internet', {packet: 1, link: 'cellular', interface: 'c0', frame: 0}],
  [
    100 * MS,
    'sent',
    'internet',
    {packet: 1, link: 'isp', interface: 'i0', frame: 1, arrives_ns: 105 * MS, to: ['vpn-gw']},
  ],
  [105 * MS, 'arrived', 'vpn-gw', {packet: 1, link: 'isp', interface: 'o0', frame: 1}],
  [
    105 * MS,
    'dropped',
    'vpn-gw',
    {packet: 0, reason: 'no-route', detail: 'no route', spec: 'RFC 1812', where: 'routes'},
  ],
  [200 * MS, 'state', 'mn', {machine: 'i-mip', old: 'searching', new: 'registered', because: 'accepted', spec: ''}],
  [300 * MS, 'row', 'mn', {table: 'interfaces', key: 'eth0', old: {}, new: null}],
];

/** Events `from` to `to` of the fixture as a chunk, as the server would send it. */
export function fixtureChunk(from: number, to: number): Chunk {
  const rows = ROWS.slice(from, to);
  const f: Record<string, Record<string, unknown[]>> = {};
  for (const [, kind, , fields] of rows) {
    const group = (f[kind] ??= {});
    for (const [name, value] of Object.entries(fields)) (group[name] ??= []).push(value);
  }
  return {
    first_event: from,
    first_packet: from === 0 ? 0 : 2,
    first_stack: from === 0 ? 0 : 2,
    until_ns: rows.at(-1)?.[0] ?? 0,
    events: {
      t: rows.map(([t]) => t),
      k: rows.map(([, kind]) => KINDS.indexOf(kind)),
      n: rows.map(([, , node]) => node),
      c: rows.map(() => null),
      f,
    },
    packets:
      from === 0
        ? {
            stack: [0, 1],
            octets: [100, 160],
            purpose: ['data', 'data'],
            flow: ['up', 'up'],
            inner: [null, 0],
            fault: ['', ''],
            message: ['', ''],
            relayed: [false, false],
          }
        : {stack: [], octets: [], purpose: [], flow: [], inner: [], fault: [], message: [], relayed: []},
    stacks: from === 0 ? [DATA, SEALED] : [],
    clues: {
      ways: from === 0 ? [['203.0.113.192 > 192.0.2.10']] : [],
      way: rows.filter(([, kind]) => kind === 'sent').map(() => 0),
      guards: [],
    },
    lines: from === 0 ? [{event: 1, text: 'The node attaches.', spec: '', phase: true}] : [],
  };
}

export const FIXTURE_EVENTS = ROWS.length;

export function fixtureTrace(): Trace {
  const trace = new Trace(HEAD, KINDS);
  trace.append(fixtureChunk(0, FIXTURE_EVENTS));
  return trace;
}
