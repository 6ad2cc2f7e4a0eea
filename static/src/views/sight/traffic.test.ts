import {expect, test} from 'vitest';
import {recorded, recordedCatalogue} from '../../core/recorded';
import {Seen} from '../../core/seen';
import {trafficOf} from './traffic';

const trace = recorded('1.1/leave-colocated');
const {headers} = recordedCatalogue();

test('who listens counts every packet that came by, and no other', () => {
  const seen = new Seen(trace, 'link:cellular', trace.events.length);
  const streams = trafficOf(seen, headers);
  const mine = trace.flights.all.filter(({link}) => link === 'cellular');
  expect(streams.reduce((sum, {packets}) => sum + packets, 0)).toBe(mine.length);
  expect(streams.reduce((sum, {octets}) => sum + octets, 0)).toBe(
    mine.reduce((sum, {packet}) => sum + (trace.packets.octets[packet] ?? 0), 0),
  );
});

test('sealed data and sealed signalling between the same ends are one stream', () => {
  const esp = trafficOf(new Seen(trace, 'link:cellular', trace.events.length), headers).filter(
    ({what}) => what === 'ESP',
  );
  expect(esp.map(({between}) => between).sort()).toEqual(['192.0.2.10 > 192.0.2.129', '192.0.2.129 > 192.0.2.10']);
});

test('what comes later is not counted yet', () => {
  const before = trafficOf(new Seen(trace, 'link:cellular', 0), headers);
  expect(before).toEqual([]);
});
