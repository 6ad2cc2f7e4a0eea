import type {Drop, Trace} from '../../core/trace';
import type {Point} from '../../core/wire';
import {standing} from './standing';
import {middle, type Atlas} from './geometry';

/** Drops of one kind at one place, lately. */
export interface Mark {
  id: string;
  event: number;
  point: Point;
  text: string;
  /** True where the mark lies on a link, so that its text stands below the line. */
  below: boolean;
  /** True where the text stands to the left of the node and its name, because the sheet ends to the right. */
  turned: boolean;
  /** 1 when fresh, less as it fades. */
  strength: number;
}

const SHOWN = 1_000_000_000; // ns for which a drop stays marked
const ROW = 18;
const LETTER = 7; // width of a letter, about

/** Marks of what was dropped shortly before `t`, where it happened: newest last, alike ones counted together. */
export function drops(trace: Trace, atlas: Atlas, t: number, reasons: Record<string, {label: string}>): Mark[] {
  const all = trace.drops;
  const found = new Map<
    string,
    {event: number; t: number; count: number; node: string; link: string; reason: string}
  >();
  for (let i = trace.dropsUntil(t) - 1; i >= 0; i--) {
    const drop = all[i];
    if (!drop || drop.t <= t - SHOWN) break;
    const link = lostOn(trace, drop);
    const id = `${drop.node} ${link} ${drop.reason}`;
    const known = found.get(id);
    if (known) known.count += 1;
    else found.set(id, {event: drop.event, t: drop.t, count: 1, node: drop.node, link, reason: drop.reason});
  }
  const rows = new Map<string, number>();
  return [...found].map(([id, each]) => {
    const base = place(trace, atlas, each.node, each.link, t);
    const row = rows.get(String(base)) ?? 0;
    rows.set(String(base), row + 1);
    const label = reasons[each.reason]?.label ?? each.reason;
    const text = each.count > 1 ? `${label} ×${String(each.count)}` : label;
    return {
      id,
      event: each.event,
      point: [base[0], base[1] + row * ROW],
      below: each.link !== '',
      turned: base[0] + text.length * LETTER > atlas.sheet.width,
      text,
      strength: Math.max(0.6, 1 - (t - each.t) / SHOWN),
    };
  });
}

/** The link that lost a packet, which its sender had put there for nobody; empty where a node dropped it. */
function lostOn(trace: Trace, drop: Drop): string {
  const last = trace.flights.of(drop.packet).findLast((flight) => flight.event <= drop.event);
  return last?.from === drop.node && last.link === drop.where && last.to.length === 0 ? last.link : '';
}

function place(trace: Trace, atlas: Atlas, node: string, link: string, t: number): Point {
  const shape = link ? atlas.link(link) : undefined;
  if (shape) return middle(shape.bus);
  const [x, y] = standing(trace, atlas, node, t).point;
  return [x + 16, y - 18];
}
