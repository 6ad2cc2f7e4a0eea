import {describe, expect, test} from 'vitest';
import css from './tokens.css?raw';

const ROLES = ['data', 'internal-mip', 'ipsec', 'external-mip', 'nat-traversal', 'access', 'signalling'];
const GROUNDS = ['paper', 'sheet', 'land-inside', 'land-between', 'land-outside'];
const THEMES = ['light', 'dark'] as const;

type Colour = [number, number, number];

/** Both values of a token, in linear light. */
function token(name: string, theme: 'light' | 'dark'): Colour {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  const hex = match?.[theme === 'light' ? 1 : 2];
  if (!hex) throw new Error(`no token ${name}`);
  return [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Colour;
}

/** Contrast as WCAG 2.2 defines it. */
function contrast(a: Colour, b: Colour): number {
  const [x, y] = [a, b].map(([r, g, bl]) => 0.2126 * r + 0.7152 * g + 0.0722 * bl + 0.05) as [number, number];
  return Math.max(x, y) / Math.min(x, y);
}

/** What people without one kind of cone see (Machado, Oliveira and Fernandes 2009, severity 1). */
const SIGHT: Record<string, number[][]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const times = (m: number[][], v: number[]): number[] =>
  m.map((row) => row.reduce((sum, each, i) => sum + each * (v[i] ?? 0), 0));

/** Place in Oklab, where distance is about what eyes see. */
function oklab(colour: number[]): number[] {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour.map((c) => Math.min(1, Math.max(0, c))),
  ).map(Math.cbrt);
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms,
  );
}

describe.each(THEMES)('in the %s theme', (theme) => {
  test.each(ROLES)('the hue of %s stands out from every ground by 3 to 1', (role) => {
    for (const ground of GROUNDS) {
      expect(contrast(token(`role-${role}`, theme), token(ground, theme)), ground).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(['ink', 'ink-soft', 'accent', 'alarm'])('text in %s is readable by 4.5 to 1', (name) => {
    for (const ground of [...GROUNDS, 'sunken']) {
      expect(contrast(token(name, theme), token(ground, theme)), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(Object.keys(SIGHT))('no two roles look alike to %s eyes', (sight) => {
    const places = ROLES.map((role) => oklab(times(SIGHT[sight] ?? [], token(`role-${role}`, theme))));
    for (const [i, a] of places.entries()) {
      for (const [j, b] of places.slice(0, i).entries()) {
        expect(Math.hypot(...a.map((x, k) => x - (b[k] ?? 0))), `${ROLES[i] ?? ''} ${ROLES[j] ?? ''}`).toBeGreaterThan(
          0.1,
        );
      }
    }
  });
});
