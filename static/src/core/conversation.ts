import {upper} from './columns';
import type {Current, Moment} from './current';
import {progress, type Flight} from './flights';
import {innermost} from './lineage';
import {routeOf, type Route} from './routes';
import type {Seen} from './seen';
import type {Trace} from './trace';

/** A packet on a hop of a way, at its place between the two stops. */
export interface Token {
  hop: number;
  flight: Flight;
  /** 0 where it leaves, 1 where it arrives. */
  part: number;
}

/** One direction of what is looked at: the way of one packet, and every packet of its flow that is on that way now. */
export interface Direction {
  route: Route;
  /** Event that sent the packet, or dropped it before it was sent; -1 where the trace has none. */
  start: number;
  tokens: readonly Token[];
}

interface Beginning {
  event: number;
  content: number;
  from: string;
}

const ANSWERED = 3_000_000_000; // ns within which what came the other way before counts as the other half of a talk
const LOOKED_AT = 400;

/**
 * Both directions of what the lab is about: the way of the packet that it shows, and the way of
 * what goes the other way. The one from the end that comes first in `order` stands first, so that
 * they do not change places while packets of both go by. What is still to come of a way is told only where `ahead`
 * says so, and nothing that the observer cannot know.
 */
export function conversation(
  trace: Trace,
  current: Current,
  moment: Moment,
  order: readonly string[],
  ahead = true,
  seen?: Seen,
): Direction[] {
  if (current.content === null) return [];
  const shown = directionOf(trace, current.content, moment, ahead, seen);
  const other = oppositeOf(trace, shown, moment);
  const found = other === null ? [shown] : [shown, directionOf(trace, other, moment, ahead, seen)];
  const place = ({route}: Direction): number => order.indexOf(route.stops[0] ?? '');
  return found.sort((a, b) => place(a) - place(b));
}

function directionOf(trace: Trace, content: number, moment: Moment, ahead: boolean, seen?: Seen): Direction {
  const route = routeOf(trace, content, ahead ? Infinity : moment.at, seen);
  const start = route.hops[0]?.flights[0].event ?? route.end?.event ?? -1;
  return {route, start, tokens: tokensOn(trace, route, moment)};
}

/** The frames under way that go the way of `route` and belong to its packet or to its flow. */
function tokensOn(trace: Trace, route: Route, {t, at}: Moment): Token[] {
  const flow = trace.packets.flow[route.content] ?? '';
  const found: Token[] = [];
  for (const flight of trace.flights.at(t)) {
    if (flight.event > at) continue;
    const mine = innermost(trace, flight.packet) === route.content;
    if (!mine && (flow === '' || trace.packets.flow[flight.packet] !== flow)) continue;
    const hop = route.hops.findIndex(({link, from}) => link === flight.link && from === flight.from);
    if (hop >= 0) found.push({hop, flight, part: progress(flight, t)});
  }
  return found;
}

/** The packet that went the other way last: of the flow back, or what was answered or answers where there is no flow. */
function oppositeOf(trace: Trace, {route}: Direction, {t, at}: Moment): number | null {
  const flow = trace.packets.flow[route.content] ?? '';
  const back = flow.replace(/(\S+) > (\S+)$/, '$2 > $1');
  const {stops} = route;
  const since = flow ? -Infinity : t - ANSWERED;
  for (const {content, from, event} of latest(trace, at)) {
    if ((trace.events.t[event] ?? 0) < since) return null;
    if (flow) {
      if (back !== flow && trace.packets.flow[content] === back) return content;
    } else if (from === stops.at(-1) && from !== stops[0] && !trace.packets.flow[content]) {
      if (routeOf(trace, content).stops.at(-1) === stops[0]) return content;
    }
  }
  return null;
}

interface Beginnings {
  /** How many events were known then. */
  known: number;
  events: readonly number[];
  all: readonly Beginning[];
}

const kept = new WeakMap<Trace, Beginnings>();

/** Packets that began up to event `at`, the newest first; a few hundred, for what is older has nothing to do with now. */
function* latest(trace: Trace, at: number): Generator<Beginning> {
  const {events, all} = beginnings(trace);
  const last = upper(events, at);
  for (let i = last - 1; i >= Math.max(0, last - LOOKED_AT); i--) {
    const each = all[i];
    if (each) yield each;
  }
}

/** When each innermost packet was first on a link, or was dropped before it came to one. */
function beginnings(trace: Trace): Beginnings {
  const before = kept.get(trace);
  if (before?.known === trace.events.length) return before;
  const first = new Map<number, Beginning>();
  const note = (event: number, packet: number, from: string): void => {
    const content = innermost(trace, packet);
    const earlier = first.get(content);
    if (!earlier || event < earlier.event) first.set(content, {event, content, from});
  };
  for (const {event, packet, from} of trace.flights.all) note(event, packet, from);
  for (const {event, packet, node} of trace.drops) note(event, packet, node);
  const all = [...first.values()].sort((a, b) => a.event - b.event);
  const made = {known: trace.events.length, events: all.map((each) => each.event), all};
  kept.set(trace, made);
  return made;
}
