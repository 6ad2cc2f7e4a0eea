import type {Current} from '../../core/current';
import {innermost} from '../../core/lineage';
import type {Seen} from '../../core/seen';
import type {Trace} from '../../core/trace';
import type {Rungs} from '../../core/url';

/** One row of the ladder: a packet between its first sender and where it last was seen, or a change of state. */
export interface Rung {
  event: number;
  t: number;
  kind: 'message' | 'state' | 'drop';
  from: string;
  /** Nodes on the way, the last one is where the arrow ends. */
  via: string[];
  packet: number | null;
  role: string;
  text: string;
  spec: string;
  /** Reason code of the drop that ended it, or empty. */
  dropped: string;
}

/**
 * The rungs of a trace, in order of their events. A packet is one rung from the event that first
 * put it on a link; hops prolong it. What comes after event `until` is left out. Events that tie in time keep the order in which the engine did them.
 * What does not come by the observer is left out, too, and what it cannot tell apart is told alike.
 */
export function rungs(trace: Trace, show: Rungs, seen: Seen, until = Infinity): Rung[] {
  const found: Rung[] = [];
  const byPacket = new Map<number, Rung>();
  const told = new Set<string>();
  const drops = new Map(trace.drops.map((drop) => [drop.event, drop]));
  for (let n = 0; n < Math.min(trace.events.length, until + 1); n++) {
    const kind = trace.events.kind[n];
    if (kind === 'sent') message(trace, n, show, seen, found, byPacket, told);
    else if ((kind === 'dropped' || kind === 'state') && !seen.isNode(trace.events.node[n] ?? '')) continue;
    else if (kind === 'dropped') {
      const drop = drops.get(n);
      const rung = drop && byPacket.get(drop.packet);
      if (rung) rung.dropped = drop.reason;
      else if (
        drop &&
        (show === 'all' ||
          (!trace.packets.flow[drop.packet] && isNews(seen, drop.packet, n, `${drop.node} ${drop.reason}`, show, told)))
      ) {
        found.push({
          ...blank(trace, n, drop.node),
          kind: 'drop',
          packet: drop.packet,
          text: drop.detail || drop.reason,
          spec: drop.spec,
          dropped: drop.reason,
        });
      }
    } else if (kind === 'state') {
      const text = `${trace.events.text(n, 'machine')}: ${trace.events.text(n, 'old')} → ${trace.events.text(n, 'new')}`;
      found.push({
        ...blank(trace, n, trace.events.node[n] ?? ''),
        kind: 'state',
        text,
        spec: trace.events.text(n, 'spec'),
      });
    }
  }
  return found;
}

function blank(trace: Trace, n: number, node: string): Rung {
  return {
    event: n,
    t: trace.events.t[n] ?? 0,
    kind: 'state',
    from: node,
    via: [],
    packet: null,
    role: '',
    text: '',
    spec: '',
    dropped: '',
  };
}

function message(
  trace: Trace,
  n: number,
  show: Rungs,
  seen: Seen,
  found: Rung[],
  byPacket: Map<number, Rung>,
  told: Set<string>,
): void {
  const flight = trace.flights.ofEvent(n);
  if (!flight || !seen.comesBy(flight) || isLeftOut(seen, flight.packet, n, show)) return;
  const known = byPacket.get(flight.packet);
  if (known && (known.via.at(-1) ?? known.from) === flight.from && !known.dropped) {
    const to = nearest(flight.to, known.from);
    if (to) known.via.push(to);
    return;
  }
  if (!known && !isNews(seen, flight.packet, n, `${flight.from} ${flight.link}`, show, told)) return;
  const role = trace.stackOf(flight.packet)[0]?.[1] ?? '';
  const to = nearest(flight.to, flight.from);
  const rung: Rung = {
    ...blank(trace, n, flight.from),
    kind: 'message',
    via: to ? [to] : [],
    packet: flight.packet,
    role,
    text: seen.title(flight.packet, n),
  };
  byPacket.set(flight.packet, rung);
  found.push(rung);
}

/** True for data where they are not asked for; sealed packets that may be data are news the first time. */
function isLeftOut(seen: Seen, packet: number, event: number, show: Rungs): boolean {
  if (show === 'all' || !seen.isData(packet, event)) return false;
  return show === 'signalling' || seen.readsAll(packet, event) || seen.all;
}

/** False for what was said before at this place by the access network, or sealed, where only news is asked for. */
function isNews(seen: Seen, packet: number, event: number, place: string, show: Rungs, told: Set<string>): boolean {
  const dull = seen.trace.stackOf(packet)[0]?.[1] === 'access' || seen.isData(packet, event);
  if (show !== 'story' || !dull) return true;
  const sign = `${place} ${seen.sort(packet, event)}`;
  if (told.has(sign)) return false;
  told.add(sign);
  return true;
}

function nearest(to: readonly string[], from: string): string | undefined {
  return to.find((name) => name !== from);
}

/** Where the rungs of each content stand: what a packet carries is told by several, one for each wrapping. */
export function rungsByContent(trace: Trace, rungs: readonly Rung[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const [row, {packet}] of rungs.entries()) {
    if (packet === null) continue;
    const content = innermost(trace, packet);
    const rows = found.get(content);
    if (rows) rows.push(row);
    else found.set(content, [row]);
  }
  return found;
}

/**
 * The row of what the lab is about: a change of state that happens at this very event, or else the
 * rung of the current packet that was begun last; -1 where the ladder does not show it.
 */
export function rowOf(
  rungs: readonly Rung[],
  byContent: ReadonlyMap<number, readonly number[]>,
  current: Current,
  now: number,
  at: number,
): number {
  if (rungs[now]?.event === at && rungs[now].packet === null) return now;
  const rows = current.content === null ? [] : (byContent.get(current.content) ?? []);
  const same = rows.filter((row) => rungs[row]?.packet === current.packet);
  const all = same.length > 0 ? same : rows;
  return all.findLast((row) => (rungs[row]?.event ?? 0) <= at) ?? all[0] ?? -1;
}
