import {upper} from './columns';
import type {Flight} from './flights';
import type {Trace} from './trace';
import type {Line} from './wire';

const BEAT = 0.5; // seconds of showing for a hop that is new
const ASIDE = 0.4; // part of a beat for what the access network says to itself
const DWELL = 0.7; // seconds that a told moment stands still
const IDLE = 0.4 / 1e9; // seconds of showing for a nanosecond in which nothing is new
const MEMORY = 3e9; // ns after which something that was seen is new again

/** A map between simulated ns and seconds of showing, both ways. */
export interface Pace {
  secondsAt: (t: number) => number;
  momentAt: (seconds: number) => number;
}

/**
 * How long each stretch of simulated time is shown in event-paced playing.
 *
 * Simulated time is bursty: a handover takes milliseconds, then seconds pass in which the same
 * data packets go the same way. So a hop that is new (this sender, link and stack of layers were
 * not seen for `MEMORY`) gets a beat, whatever it takes in the simulation; repetitions flow by.
 * The result is a piecewise linear map between simulated ns and seconds of showing, and a pure
 * function of the trace.
 */
export class Story implements Pace {
  private readonly t: number[] = [0];
  private readonly s: number[] = [0];
  private readonly seen = new Map<string, number>();
  /** Events of the hops that were new, data aside. */
  private readonly news: number[] = [];
  private active: {arrives: number; density: number}[] = [];
  /** Density of the newest stretch, so that a long dull one is a single line. */
  private pace = 0;

  /** Continue the map with the events from `first` on, up to `until` ns. */
  tell(trace: Trace, first: number, lines: readonly Line[], until: number): void {
    const told = new Set(lines.filter((line) => line.phase).map((line) => line.event));
    for (let n = first; n < trace.events.length; n++) {
      this.advance(trace.events.t[n] ?? 0);
      const flight = trace.flights.ofEvent(n);
      if (flight) this.take(trace, flight);
      if (told.has(n) || this.isNew(trace, n)) this.knot(this.lastT, this.lastS + DWELL);
    }
    this.advance(until);
  }

  /** Seconds of showing up to the moment `t`. */
  secondsAt(t: number): number {
    return interpolate(this.t, this.s, t);
  }

  /** The moment that is shown after so many seconds. */
  momentAt(seconds: number): number {
    return interpolate(this.s, this.t, seconds);
  }

  /** The event of the last hop that was new at event `at`, data aside; -1 before the first. */
  lastNews(at: number): number {
    return this.news[upper(this.news, at) - 1] ?? -1;
  }

  private get lastT(): number {
    return this.t[this.t.length - 1] ?? 0;
  }

  private get lastS(): number {
    return this.s[this.s.length - 1] ?? 0;
  }

  private knot(t: number, s: number): void {
    this.pace = 0;
    this.t.push(t);
    this.s.push(s);
  }

  private stretch(t: number, pace: number): void {
    const s = this.lastS + (t - this.lastT) * pace;
    if (pace === this.pace) {
      this.t[this.t.length - 1] = t;
      this.s[this.s.length - 1] = s;
      return;
    }
    this.knot(t, s);
    this.pace = pace;
  }

  private advance(to: number): void {
    while (this.lastT < to) {
      const here = this.lastT;
      this.active = this.active.filter((flight) => flight.arrives > here);
      const next = this.active.reduce((soonest, flight) => Math.min(soonest, flight.arrives), to);
      const density = this.active.reduce((highest, flight) => Math.max(highest, flight.density), IDLE);
      this.stretch(next, density);
    }
  }

  private take(trace: Trace, flight: Flight): void {
    const stack = trace.packets.stack[flight.packet] ?? -1;
    const sign = `${flight.from} ${flight.link} ${String(stack)} ${sortOf(trace, flight.packet)}`;
    if (!this.remember(sign, flight.leaves)) return;
    if (!trace.packets.flow[flight.packet]) this.news.push(flight.event);
    const beat = trace.stackOf(flight.packet)[0]?.[1] === 'access' ? BEAT * ASIDE : BEAT;
    const span = Math.max(1, flight.arrives - flight.leaves);
    this.active.push({arrives: flight.leaves + span, density: beat / span});
  }

  private isNew(trace: Trace, n: number): boolean {
    const kind = trace.events.kind[n];
    const t = trace.events.t[n] ?? 0;
    if (kind === 'action' || kind === 'prompt') return true;
    if (kind !== 'dropped') return false;
    return this.remember(`${trace.events.node[n] ?? ''} ${trace.events.text(n, 'reason')}`, t);
  }

  /** Note that something was seen; true where it was not seen lately. */
  private remember(sign: string, t: number): boolean {
    const before = this.seen.get(sign);
    this.seen.set(sign, t);
    return before === undefined || t - before > MEMORY;
  }
}

/** Of what sort a packet is, whatever it is about: datagram 7 of a flow is no news after datagram 6. */
export function sortOf(trace: Trace, packet: number): string {
  return trace.packets.message[packet] || (trace.packets.flow[packet] ?? '');
}

/** The value at `value` of a piecewise linear map whose knots are `from` and `to`; of a step its end. */
export function interpolate(from: readonly number[], to: readonly number[], value: number): number {
  const after = upper(from, value);
  if (after === 0) return to[0] ?? 0;
  const [x1, y1] = [from[after - 1] ?? 0, to[after - 1] ?? 0];
  if (after === from.length) return y1;
  const [x2, y2] = [from[after] ?? 0, to[after] ?? 0];
  return x2 === x1 ? y1 : y1 + ((value - x1) / (x2 - x1)) * (y2 - y1);
}
