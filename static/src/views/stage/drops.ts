import type {Seen} from '../../core/seen';
import type {Drop, Trace} from '../../core/trace';
import type {Point} from '../../core/wire';
import {roomFor, type Box, type Place} from './labels';
import {standing} from './standing';
import {middle, type Atlas} from './geometry';

/** Drops of one kind at one place, lately. */
export interface Mark {
  id: string;
  event: number;
  point: Point;
  text: string;
  /** Where the text stands; `null` where it would lie on another one: then a cross alone is drawn. */
  place: Place | null;
  /** The rectangle of the text on the sheet, or of the cross. */
  box: Box;
  /** 1 when fresh, less as it fades. */
  strength: number;
}

const SHOWN = 1_000_000_000; // ns for which a drop stays marked
const ROW = 18;
const ASIDE = 12; // from the cross to the text beside it
const CROSS = 9;

/** What the texts of marks are written with, and what they keep clear of. */
export interface Lettering {
  reasons: Record<string, {label: string}>;
  /** Size of the text, in units of the sheet. */
  size: number;
  taken: readonly Box[];
}

/** Marks of what was dropped shortly before `t`, where it happened and as far as the observer did it itself: newest last, alike ones counted together. */
export function drops(seen: Seen, atlas: Atlas, t: number, {reasons, size, taken}: Lettering): Mark[] {
  const {trace} = seen;
  const all = trace.drops;
  const found = new Map<
    string,
    {event: number; t: number; count: number; node: string; link: string; reason: string}
  >();
  for (let i = trace.dropsUntil(t) - 1; i >= 0; i--) {
    const drop = all[i];
    if (!drop || drop.t <= t - SHOWN) break;
    if (!seen.isNode(drop.node)) continue;
    const link = lostOn(trace, drop);
    const id = `${drop.node} ${link} ${drop.reason}`;
    const known = found.get(id);
    if (known) known.count += 1;
    else found.set(id, {event: drop.event, t: drop.t, count: 1, node: drop.node, link, reason: drop.reason});
  }
  const rows = new Map<string, number>();
  const boxes = [...taken];
  const points = [...found].map(([id, each]) => {
    const base = pointOf(trace, atlas, each.node, each.link, t);
    const row = rows.get(String(base)) ?? 0;
    rows.set(String(base), row + 1);
    const point: Point = [base[0], base[1] + row * ROW];
    boxes.push(crossBox(point));
    return {id, each, point};
  });
  return points.map(({id, each, point}) => {
    const label = reasons[each.reason]?.label ?? each.reason;
    const text = each.count > 1 ? `${label} ×${String(each.count)}` : label;
    const {place, box, free} = roomFor(text, placesAt(point, size), boxes, size, atlas.sheet);
    if (free) boxes.push(box);
    const strength = Math.max(0.6, 1 - (t - each.t) / SHOWN);
    return {
      id,
      event: each.event,
      point,
      text,
      place: free ? place : null,
      box: free ? box : crossBox(point),
      strength,
    };
  });
}

function crossBox([x, y]: Point): Box {
  return {left: x - CROSS, top: y - CROSS, right: x + CROSS, bottom: y + CROSS};
}

/** Places beside, below and above a cross, the usual ones first. */
function placesAt([x, y]: Point, size: number): Place[] {
  const lines = [0, 1, -1, 2, -2, 3, -3].map((line) => line * size * 1.3);
  return lines.flatMap((line): Place[] => [
    {x: x + ASIDE, y: y + size * 0.33 + line, anchor: 'start'},
    {x: x - ASIDE, y: y + size * 0.33 + line, anchor: 'end'},
    ...(line === 0 ? [] : [{x, y: y + size * 0.33 + line, anchor: 'middle'} as const]),
  ]);
}

/** The link that lost a packet, which its sender had put there for nobody; empty where a node dropped it. */
function lostOn(trace: Trace, drop: Drop): string {
  const last = trace.flights.of(drop.packet).findLast((flight) => flight.event <= drop.event);
  return last?.from === drop.node && last.link === drop.where && last.to.length === 0 ? last.link : '';
}

function pointOf(trace: Trace, atlas: Atlas, node: string, link: string, t: number): Point {
  const shape = link ? atlas.link(link) : undefined;
  if (shape) return middle(shape.bus);
  const [x, y] = standing(trace, atlas, node, t).point;
  return [x + 16, y - 18];
}
