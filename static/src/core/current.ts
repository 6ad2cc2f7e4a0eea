import {upper} from './columns';
import type {Flight} from './flights';
import {innermost, path} from './lineage';
import type {Seen} from './seen';
import type {Trace} from './trace';

/** A moment: time in ns, and the last event that has happened. */
export interface Moment {
  t: number;
  at: number;
}

/**
 * What the lab is about at a moment. Caption, packet, octets, ladder, stage and strip all show
 * this and nothing else, so that they cannot disagree.
 */
export interface Current {
  /**
   * Why it is this packet: it was chosen; the caption speaks of it; it is what was new last; it
   * goes by while nothing is new; or there is none.
   */
  why: 'chosen' | 'told' | 'new' | 'passing' | 'none';
  /** Place of the line that the caption says; -1 where it has none to say. */
  line: number;
  /** Whether that line speaks of the packet; where it does not, the caption names the packet beside it. */
  named: boolean;
  /** The packet as it is wrapped at this moment, and the innermost that it carries. */
  packet: number | null;
  content: number | null;
  /** The hop that it was seen on last, or is seen on first; `null` for what never was on a link. */
  hop: Flight | null;
}

/** Time without news after which what goes by is shown (ns). */
export const QUIET = 2_000_000_000;
const LATELY = 1_000_000_000; // ns for which what went by last is still what goes by

/**
 * What the lab is about after event `at` and at `t`, where the reader chose a packet or none; nothing without a run.
 * With the eyes of one observer it is about what that observer sees, or about nothing.
 */
export function currentAt(trace: Trace | null, moment: Moment, chosen: number | null, seen?: Seen): Current {
  if (!trace) return nothing(-1);
  const line = upper(trace.lineEvents, moment.at) - 1;
  if (seen && !seen.all) return seenBy(seen, moment, chosen, line);
  if (chosen !== null && chosen < trace.packets.length) return ofChosen(trace, moment, chosen, line);
  const subject = subjectOf(trace, line);
  const fresh = isFresh(trace, moment, line);
  if (subject !== null && (fresh || isUnderWay(trace, subject, moment)))
    return follow(trace, moment, subject, line, 'told');
  const news = fresh || line < 0 ? newsAt(trace, moment) : null;
  if (news !== null) return follow(trace, moment, news, line, 'new');
  const passing = passingAt(trace, moment);
  if (passing) return {...follow(trace, moment, passing.packet, line, 'passing'), packet: passing.packet, hop: passing};
  if (subject !== null) return follow(trace, moment, subject, line, 'told');
  return nothing(line);
}

/** What one observer's lab is about: the packet that was chosen, where it comes by, or else what came by last. */
function seenBy(seen: Seen, moment: Moment, chosen: number | null, line: number): Current {
  if (chosen !== null) {
    const hop = lastOf(hopsBy(seen, chosen), moment.at);
    if (!hop) return {...nothing(line), why: 'chosen'};
    return {why: 'chosen', line, named: false, packet: hop.packet, content: innermost(seen.trace, chosen), hop};
  }
  const hop = seen.trace.flights
    .sentBetween(moment.t - QUIET, moment.t)
    .findLast((flight) => flight.event <= moment.at && seen.comesBy(flight));
  if (!hop) return nothing(line);
  return {why: 'passing', line, named: false, packet: hop.packet, content: innermost(seen.trace, hop.packet), hop};
}

/** The hops of a packet that an observer sees: of the packet itself, or else of what carries the same. */
function hopsBy(seen: Seen, packet: number): Flight[] {
  const own = seen.trace.flights.of(packet).filter((flight) => seen.comesBy(flight));
  return own.length > 0 ? own : path(seen.trace, packet).filter((flight) => seen.comesBy(flight));
}

function nothing(line: number): Current {
  return {why: 'none', line, named: false, packet: null, content: null, hop: null};
}

/** The packet that a line of the narration speaks of: its event's own, or the one that led to it. */
export function subjectOf(trace: Trace, line: number): number | null {
  const event = trace.lineEvents[line];
  if (event === undefined) return null;
  const own = trace.events.integer(event, 'packet');
  return own >= 0 ? own : (trace.events.cause[event] ?? null);
}

function ofChosen(trace: Trace, moment: Moment, chosen: number, line: number): Current {
  const content = innermost(trace, chosen);
  const own = trace.flights.of(chosen);
  const hop = lastOf(own.length > 0 ? own : path(trace, chosen), moment.at);
  let spoken = line;
  while (spoken >= 0 && !speaksOf(trace, spoken, content)) spoken -= 1;
  return {why: 'chosen', line: spoken, named: spoken >= 0, packet: hop?.packet ?? chosen, content, hop};
}

function follow(trace: Trace, moment: Moment, packet: number, line: number, why: Current['why']): Current {
  const content = innermost(trace, packet);
  const hop = lastOf(path(trace, packet), moment.at);
  return {why, line, named: speaksOf(trace, line, content), packet: hop?.packet ?? packet, content, hop};
}

function speaksOf(trace: Trace, line: number, content: number): boolean {
  const subject = subjectOf(trace, line);
  return subject !== null && innermost(trace, subject) === content;
}

/** The hop that was begun last after event `at`; the first one where none was begun. */
function lastOf(hops: readonly Flight[], at: number): Flight | null {
  return hops.findLast((hop) => hop.event <= at) ?? hops[0] ?? null;
}

function isFresh(trace: Trace, {t}: Moment, line: number): boolean {
  const event = trace.lineEvents[line];
  return event !== undefined && t - (trace.events.t[event] ?? 0) < QUIET;
}

function isUnderWay(trace: Trace, packet: number, {t, at}: Moment): boolean {
  const hop = path(trace, packet).findLast((each) => each.event <= at);
  return hop !== undefined && t < hop.arrives;
}

/** The packet of the hop that was new last, data aside, where that was lately. */
function newsAt(trace: Trace, {t, at}: Moment): number | null {
  const hop = trace.flights.ofEvent(trace.story.lastNews(at));
  return hop && t - hop.leaves < QUIET ? hop.packet : null;
}

/**
 * What goes by: of the frames on the links the one that is wrapped deepest, takes longest and left
 * first, the measured data before all else; between two of them the one that was sent last.
 */
function passingAt(trace: Trace, {t, at}: Moment): Flight | null {
  const under = trace.flights.at(t, at);
  const data = under.filter((flight) => trace.packets.flow[flight.packet]);
  const all = data.length > 0 ? data : under;
  if (all.length > 0) return all.reduce((best, each) => (before(trace, each, best) ? each : best));
  const lately = trace.flights.sentBetween(t - LATELY, t).filter((flight) => flight.event <= at);
  return lately.findLast((flight) => trace.packets.flow[flight.packet]) ?? lately.at(-1) ?? null;
}

function before(trace: Trace, one: Flight, other: Flight): boolean {
  const depth = (flight: Flight): number => trace.stackOf(flight.packet).length;
  const span = (flight: Flight): number => flight.arrives - flight.leaves;
  const flow = (flight: Flight): string => trace.packets.flow[flight.packet] ?? '';
  const by = depth(one) - depth(other) || span(one) - span(other) || flow(other).localeCompare(flow(one));
  return by !== 0 ? by > 0 : one.event < other.event;
}

/** Frames that will be shown at `moments`, each once and in that order, so that they can be fetched ahead. */
export function framesAt(
  trace: Trace,
  moments: readonly number[],
  chosen: number | null,
  seen?: (at: number) => Seen,
): number[] {
  const found = moments.flatMap((t) => {
    const at = trace.events.lastAt(t);
    return currentAt(trace, {t, at}, chosen, seen?.(at)).hop?.frame ?? [];
  });
  return [...new Set(found)];
}
