import {describe, expect, it} from 'vitest';
import {edges, stretchAt, summary, told, type Ribbon, type Stretch} from './ribbons';

const S = 1e9;
const stretch = (kind: Stretch['kind'], from: number, until: number, event: number, lost = 0): Stretch => ({
  kind,
  since_ns: from * S,
  until_ns: until * S,
  event,
  lost,
});
const DOWN: Ribbon = {
  flow: 'cn > mn',
  title: 'from cn to mn',
  stretches: [
    stretch('idle', 0, 1, 0),
    stretch('open', 1, 10, 7),
    stretch('lost', 10, 11.5, 40, 28),
    stretch('sealed', 11.5, 40, 90),
  ],
};
const UP: Ribbon = {
  flow: 'mn > cn',
  title: 'from mn to cn',
  stretches: [stretch('open', 0, 10, 0), stretch('silent', 10, 40, 40)],
};

describe('ribbons', () => {
  it('have an edge wherever a direction changes, each once and in order', () => {
    expect(edges([DOWN, UP])).toEqual([7, 40, 90]);
  });

  it('are in the later stretch at the very moment of an edge', () => {
    expect(stretchAt(DOWN, 9.99 * S)?.kind).toBe('open');
    expect(stretchAt(DOWN, 10 * S)?.kind).toBe('lost');
    expect(stretchAt(DOWN, 40 * S)?.kind).toBe('sealed');
    expect(stretchAt({...DOWN, stretches: []}, 0)).toBeNull();
  });

  it('say how long it was silent and what was lost', () => {
    expect(summary(DOWN)).toBe('Data from cn to mn: 1 silence, the longest 1.50 s; 28 packets lost');
    expect(summary({...DOWN, stretches: DOWN.stretches.slice(0, 2)})).toBe('Data from cn to mn: no silence');
    expect(told(DOWN.stretches[2] as Stretch)).toContain('10.00 to 11.50 s');
  });
});
