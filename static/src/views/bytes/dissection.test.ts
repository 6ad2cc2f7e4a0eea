import {expect, test} from 'vitest';
import type {Dissection} from '../../core/wire';
import {bitRows, bitsOf, fieldAt, keyOf, octetsOf, touches} from './dissection';

const FRAME: Dissection = {
  frame: 3,
  packet: 1,
  octets: '4500aabb',
  buffers: ['4500aabb', '0102'],
  layers: [
    {
      header: 'ipv4',
      title: 'IPv4',
      spec: 'RFC 791',
      role: 'ipsec',
      buffer: 0,
      start: 0,
      end: 4,
      sealed_by: '',
      spans: [
        {name: 'version', label: 'Version', start: 0, width: 4, text: '4', meaning: ''},
        {name: 'ihl', label: 'IHL', start: 4, width: 4, text: '5', meaning: ''},
        {name: 'rest', label: 'Rest', start: 8, width: 24, text: '', meaning: ''},
      ],
    },
    {
      header: 'esp',
      title: 'ESP',
      spec: 'RFC 2406',
      role: 'data',
      buffer: 0,
      start: 2,
      end: 4,
      sealed_by: '',
      spans: [],
    },
    {
      header: 'data',
      title: 'data',
      spec: '',
      role: 'data',
      buffer: 1,
      start: 0,
      end: 2,
      sealed_by: 'esp:0x1',
      spans: [],
    },
  ],
};

test('every octet belongs to the innermost layer that covers it', () => {
  expect(octetsOf(FRAME, 0).map((octet) => octet.depth)).toEqual([0, 0, 1, 1]);
  expect(octetsOf(FRAME, 1).map((octet) => octet.role)).toEqual(['data', 'data']);
});

test('a single bit finds its field', () => {
  expect(fieldAt(FRAME, 0, 3)?.span.name).toBe('version');
  expect(fieldAt(FRAME, 0, 4)?.span.name).toBe('ihl');
  expect(fieldAt(FRAME, 1, 0)).toBeNull();
});

test('a field finds its octets and its bits', () => {
  const field = fieldAt(FRAME, 0, 5);
  if (!field) throw new Error('no field');
  const bits = bitsOf(field);
  expect([0, 1].map((place) => touches(bits, 0, place))).toEqual([true, false]);
  expect(bitRows(FRAME, bits, 4)).toHaveLength(1);
  expect(bitRows(FRAME, bits, 4)[0]?.bits.map((bit) => bit.meant)).toEqual([...'00001111'].map((bit) => bit === '1'));
});

test('a decrypted buffer names the key that opened it', () => {
  expect([keyOf(FRAME, 0), keyOf(FRAME, 1)]).toEqual(['', 'esp:0x1']);
});
