import {describe, expect, test} from 'vitest';
import {readable} from '../../core/lens';
import {record, recorded, recordedCatalogue} from '../../core/recorded';
import {Seen} from '../../core/seen';
import type {Trace} from '../../core/trace';
import {sightTable, type SightRow} from './table';

record('1.1/leave-colocated', '0/leave-colocated', '5/leave-colocated');
const {stage} = recordedCatalogue();

/** A data packet that has long arrived when the run ends, and the table about it then. */
function ofData(trace: Trace, link: string): {packet: number; row: (id: string) => SightRow} {
  const flight = trace.flights.all.findLast(
    (each) => each.link === link && each.leaves < trace.head.duration_ns - 1e9 && trace.packets.flow[each.packet],
  );
  if (!flight) throw new Error(`no data on ${link}`);
  const groups = sightTable(trace, stage, flight.packet, trace.events.length);
  const rows = groups.flatMap((group) => group.rows);
  return {
    packet: flight.packet,
    row: (id) =>
      rows.find(({observer}) => observer.id === id) ?? {
        observer: {id, label: '', standing: 'node'},
        cells: [],
        absent: true,
      },
  };
}

describe('who can read what of data under 1.1', () => {
  const trace = recorded('1.1/leave-colocated');
  const {packet, row} = ofData(trace, 'cellular');
  const grades = (id: string): string[] => row(id).cells.map(({grade}) => grade);
  const esp = trace.stackOf(packet).findIndex(([header]) => header === 'esp');

  test('a listener on the way reads up to ESP and nothing within', () => {
    const clear = readable(trace.stackOf(packet), () => false);
    expect(clear).toBe(esp + 1);
    expect(grades('link:cellular')).toEqual(
      trace
        .stackOf(packet)
        .map((_, place) => (place < esp ? 'readable' : place === esp ? 'authenticated only' : 'opaque')),
    );
    expect(grades('internet')).toEqual(grades('link:cellular'));
  });

  test('both ends of the tunnel read all that came by them', () => {
    expect(new Set(grades('mn'))).toEqual(new Set(['readable']));
    expect(grades('vpn-gw').slice(1)).toEqual(
      trace
        .stackOf(packet)
        .slice(1)
        .map(() => 'readable'),
    );
  });

  test('the server and the inner home agent read what reached them, and the outer layers are absent there', () => {
    const inside = trace.stackOf(packet).findIndex(([, role]) => role === 'data');
    expect(grades('cn').slice(inside)).toEqual(
      trace
        .stackOf(packet)
        .slice(inside)
        .map(() => 'readable'),
    );
    expect(grades('cn').slice(0, inside)).toEqual(
      trace
        .stackOf(packet)
        .slice(0, inside)
        .map(() => 'absent'),
    );
    expect(grades('i-ha').slice(esp + 1)).toEqual(
      trace
        .stackOf(packet)
        .slice(esp + 1)
        .map(() => 'readable'),
    );
  });

  test('who is nowhere on the way is absent', () => {
    expect(row('link:hotspot').absent).toBe(true);
    expect(row('x-fa').absent).toBe(true);
  });

  test('the reason names the key and since when it is held, or the one that is missing', () => {
    const key = trace.stackOf(packet)[esp]?.[4] ?? '';
    expect(row('mn').cells.at(-1)?.because).toMatch(new RegExp(`opens with ${key}, held since \\d+`));
    expect(row('link:cellular').cells.at(-1)?.because).toMatch(new RegExp(`sealed with ${key}`));
    expect(row('link:hotspot').cells.at(-1)?.because).toMatch(/never came by/);
  });
});

test('under end-to-end security no firewall reads the data', () => {
  const {packet, row} = ofData(recorded('5/leave-colocated'), 'servers');
  const innermost = (id: string): string | undefined => row(id).cells.at(-1)?.grade;
  expect(packet).toBeGreaterThan(0);
  expect(innermost('cn')).toBe('readable');
  expect(innermost('outer-fw')).toBe('opaque');
  expect(innermost('core-router')).toBe('opaque');
});

test('a registration is authenticated only for who lacks its key', () => {
  const trace = recorded('1.1/leave-colocated');
  const flight = trace.flights.all.find(
    ({packet, link}) =>
      link === 'cellular' &&
      trace.packets.message[packet] === 'registration-request' &&
      trace.guardsOf(packet).size > 0 &&
      trace.stackOf(packet).length === 3,
  );
  if (!flight) throw new Error('no registration in clear');
  const at = (lens: string): string | undefined =>
    new Seen(trace, lens, trace.events.length).grades(flight.packet).at(-1);
  expect(at('link:cellular')).toBe('authenticated only');
  expect(at('mn')).toBe('readable');
});

test('every observer of a run stands somewhere, once', () => {
  const trace = recorded('0/leave-colocated');
  const groups = sightTable(trace, stage, 0, trace.events.length);
  const ids = groups.flatMap(({rows}) => rows.map(({observer}) => observer.id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(trace.head.nodes.length + trace.head.links.length);
  const group = (id: string): string | undefined =>
    groups.find(({rows}) => rows.some(({observer}) => observer.id === id))?.id;
  expect([group('mn'), group('vpn-gw'), group('cn'), group('link:cellular'), group('outer-fw')]).toEqual([
    'moving',
    'between',
    'inside',
    'outside',
    'between',
  ]);
});
