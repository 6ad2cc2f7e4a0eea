import {lower} from './columns';

/** One frame on one link: from the sender's first bit to the last bit at the other stations. */
export interface Flight {
  /** Number of the event that put it on the link. */
  event: number;
  packet: number;
  frame: number;
  link: string;
  from: string;
  to: readonly string[];
  /** Addresses of the IPv4 headers outside every seal, outermost first, each as `SOURCE > DESTINATION`. */
  way: readonly string[];
  leaves: number;
  arrives: number;
}

const BUCKET = 20_000_000; // ns: shorter than most waits, longer than most flights

/** Which frames are on a link at a moment; a pure function of the moment, whatever was asked before. */
export class Flights {
  readonly all: Flight[] = [];
  private readonly leaves: number[] = [];
  private readonly buckets = new Map<number, Flight[]>();
  private readonly byPacket = new Map<number, Flight[]>();
  private readonly byEvent = new Map<number, Flight>();

  add(flight: Flight): void {
    this.all.push(flight);
    this.leaves.push(flight.leaves);
    this.byEvent.set(flight.event, flight);
    push(this.byPacket, flight.packet, flight);
    for (let b = Math.floor(flight.leaves / BUCKET); b <= Math.floor(flight.arrives / BUCKET); b++) {
      push(this.buckets, b, flight);
    }
  }

  /** Frames on a link at `t`, after event `at` where several share that moment, in the order in which they were sent. */
  at(t: number, at = Infinity): Flight[] {
    const near = this.buckets.get(Math.floor(t / BUCKET)) ?? [];
    return near.filter((flight) => flight.leaves <= t && t < flight.arrives && flight.event <= at);
  }

  /** Frames whose first bit was sent in [from, to]. */
  sentBetween(from: number, to: number): Flight[] {
    const found: Flight[] = [];
    for (let i = lower(this.leaves, from); i < this.all.length; i++) {
      const flight = this.all[i];
      if (!flight || flight.leaves > to) break;
      found.push(flight);
    }
    return found;
  }

  /** Every hop of a packet, in order. */
  of(packet: number): readonly Flight[] {
    return this.byPacket.get(packet) ?? [];
  }

  ofEvent(event: number): Flight | undefined {
    return this.byEvent.get(event);
  }
}

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

/** How far a flight has come at `t`, from 0 to 1. */
export function progress(flight: Flight, t: number): number {
  const span = flight.arrives - flight.leaves;
  if (span <= 0) return t < flight.leaves ? 0 : 1;
  return Math.min(1, Math.max(0, (t - flight.leaves) / span));
}
