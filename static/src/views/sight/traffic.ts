import {upper} from '../../core/columns';
import type {Seen} from '../../core/seen';
import type {HeaderEntry} from '../../core/wire';

/** What somebody who counts learns of packets that look alike: between whom, how many, how long, when. */
export interface Stream {
  what: string;
  between: string;
  packets: number;
  octets: number;
  shortest: number;
  longest: number;
  /** Times of the first and of the last (ns). */
  first: number;
  last: number;
}

/**
 * The traffic that came by an observer after event `seen.at`, by what it looks like and between which
 * addresses; the most octets first. Length, time and addresses are known of whatever is sealed.
 */
export function trafficOf(seen: Seen, headers: Record<string, HeaderEntry>): Stream[] {
  const {trace} = seen;
  const found = new Map<string, Stream>();
  const {all} = trace.flights;
  const last = upper(
    all.map(({event}) => event),
    seen.at,
  );
  for (const flight of all.slice(0, last)) {
    if (!seen.comesBy(flight)) continue;
    const stack = trace.stackOf(flight.packet);
    const header = stack[seen.clear(flight.packet, flight.event) - 1]?.[0] ?? '';
    const between = flight.way.at(-1) ?? '';
    const size = trace.packets.octets[flight.packet] ?? 0;
    const id = `${header} ${between}`;
    const stream = found.get(id) ?? {
      what: headers[header]?.title ?? header,
      between,
      packets: 0,
      octets: 0,
      shortest: size,
      longest: size,
      first: flight.leaves,
      last: flight.leaves,
    };
    stream.packets += 1;
    stream.octets += size;
    stream.shortest = Math.min(stream.shortest, size);
    stream.longest = Math.max(stream.longest, size);
    stream.last = flight.leaves;
    found.set(id, stream);
  }
  return [...found.values()].sort((a, b) => b.octets - a.octets);
}
