/// <reference types="node" />
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {grades, Keyring, observersOf, passes, type Grade} from './lens';
import type {Layer} from './wire';

/** The table that the Python twin of this rule is held against as well. */
const TABLE = fileURLToPath(new URL('../../../tests/simulation/trace/sight_vectors.json', import.meta.url));
const vectors = JSON.parse(readFileSync(TABLE, 'utf-8')) as {
  grades: {
    name: string;
    stack: Layer[];
    keys: string[];
    guards?: Record<string, string[]>;
    passed?: boolean;
    grades: Grade[];
  }[];
  passes: {observer: string; link: string; from: string; to: string[]; passes: boolean}[];
};

describe('the rule that both twins have', () => {
  test.each(vectors.grades)('$name', ({stack, keys, guards, passed, grades: expected}) => {
    const covered = new Map(Object.entries(guards ?? {}).map(([place, each]) => [Number(place), each]));
    expect(grades(stack, (key) => keys.includes(key), covered, passed)).toEqual(expected);
  });
  test.each(vectors.passes)('a frame $from > $to on $link and $observer', ({observer, passes: expected, ...flight}) => {
    expect(passes(observer, flight)).toBe(expected);
  });
});

describe('observers', () => {
  const node = {name: 'vpn-gw', label: 'VPN gateway', kind: 'vpn-gateway', interfaces: []};
  test('have ids that do not collide, a node its own name as in addresses saved earlier', () => {
    const ids = observersOf([node], [{id: 'dmz'}]).map(({id}) => id);
    expect(ids).toEqual(['', '*', 'link:dmz', 'link:*', 'vpn-gw']);
  });
});

describe('a keyring', () => {
  test('names the newest key up to a moment', () => {
    const keys = new Keyring();
    keys.add(3, 'mn', 'esp:0x1');
    keys.add(7, 'mn', 'esp:0x2');
    expect([2, 3, 6, 9].map((at) => keys.newest('mn', at))).toEqual([-1, 3, 3, 7]);
    expect(keys.gained('mn', 'esp:0x2')).toBe(7);
    expect(keys.gained('cn', 'esp:0x2')).toBeNull();
  });
});
