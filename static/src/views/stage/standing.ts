import {staysOf} from '../../core/stays';
import type {Trace} from '../../core/trace';
import type {Point} from '../../core/wire';
import type {Atlas} from './geometry';

/** Where a node is drawn at `t`, and whether it is attached then. */
export interface Standing {
  point: Point;
  attached: boolean;
  link: string;
}

/**
 * Where a node stands at `t`. A node with one place stays there; one that moves stands at the
 * access link that it is attached to, and between two stays it is on its way.
 */
export function standing(trace: Trace, atlas: Atlas, node: string, t: number): Standing {
  const mine = staysOf(trace, node);
  const now = mine.filter((stay) => stay.from <= t && t < stay.until).at(-1);
  if (now) return {point: atlas.place(node, now.link), attached: true, link: now.link};
  const before = mine.filter((stay) => stay.until <= t).at(-1);
  const after = mine.find((stay) => stay.from > t);
  const from = atlas.place(node, (before ?? after)?.link ?? '');
  if (!before || !after) return {point: from, attached: false, link: ''};
  const to = atlas.place(node, after.link);
  const part = ease((t - before.until) / (after.from - before.until));
  return {
    point: [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part],
    attached: false,
    link: '',
  };
}

function ease(part: number): number {
  return part * part * (3 - 2 * part);
}
