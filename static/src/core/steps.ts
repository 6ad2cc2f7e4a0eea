import {lower, upper} from './columns';
import {edges} from './ribbons';
import type {Trace} from './trace';

/** What one step goes to. */
export type Unit = 'event' | 'silence' | 'hop' | 'phase' | 'drop' | 'state' | 'delivered' | 'key' | 'prompt' | 'action';

/** Kinds of event that one can jump to, in the order in which a menu names them. */
export const JUMPS: readonly (readonly [Unit, string])[] = [
  ['phase', 'phase of the story'],
  ['silence', 'edge of a silence'],
  ['drop', 'dropped packet'],
  ['state', 'change of state'],
  ['key', 'key derived'],
  ['prompt', 'user asked to authenticate'],
  ['action', 'action of the scenario'],
  ['delivered', 'data delivered'],
  ['hop', 'frame sent'],
  ['event', 'event of any kind'],
];

/** Number of the next event of a unit after `at` (before it, where `direction` is -1), or `null`. */
export function step(trace: Trace, at: number, unit: Unit, direction: 1 | -1): number | null {
  if (unit === 'phase') {
    return neighbour(
      trace.lines.filter((line) => line.phase).map((line) => line.event),
      at,
      direction,
    );
  }
  if (unit === 'silence') return neighbour(edges(trace.ribbons), at, direction);
  if (unit === 'drop')
    return neighbour(
      trace.drops.map((drop) => drop.event),
      at,
      direction,
    );
  if (unit === 'hop')
    return neighbour(
      trace.flights.all.map((flight) => flight.event),
      at,
      direction,
    );
  for (let n = at + direction; n >= 0 && n < trace.events.length; n += direction) {
    if (unit === 'event' || trace.events.kind[n] === unit) return n;
  }
  return null;
}

/** The moment of the next step of a run, later or earlier than `t`; nothing where there is none. */
export function stepFrom(trace: Trace | null, unit: Unit, direction: 1 | -1, t: number): number[] {
  if (!trace) return [];
  let at = direction === 1 ? trace.events.lastAt(t) : trace.events.lastAt(t - 1) + 1;
  for (;;) {
    const found = step(trace, at, unit, direction);
    if (found === null) return [];
    const moment = trace.events.t[found] ?? 0;
    if (direction === 1 ? moment > t : moment < t) return [moment];
    at = found;
  }
}

function neighbour(events: readonly number[], at: number, direction: 1 | -1): number | null {
  const place = direction === 1 ? upper(events, at) : lower(events, at) - 1;
  return events[place] ?? null;
}
