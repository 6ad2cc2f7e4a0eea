import {octets as octetText} from './format';
import type {Flight} from './flights';
import {EVERYTHING, GUIDE, grades, nameOf, passes, readable, tellsAll, type Grade} from './lens';
import {path} from './lineage';
import {sortOf} from './story';
import type {Trace} from './trace';
import type {Layer} from './wire';

/** What stands for all layers that an observer cannot tell apart. */
export const SEALED = 'sealed';

/** What a packet looks like to an observer: the layers that it can read, then one for all that is sealed. */
export interface Sight {
  layers: readonly Layer[];
  /** How many of the layers can be read. */
  clear: number;
}

/** What is said of a moment: as the narration tells it, or what the observer sees instead. */
export interface Caption {
  text: string;
  spec: string;
  /** True where it is the narration's own line. */
  told: boolean;
}

/** How the packet is called by what its innermost readable header says, where more is sealed. */
const SEALED_NAMES: Readonly<Record<string, string>> = {
  esp: 'an ESP packet',
  'wireguard-data': 'a WireGuard packet',
  isakmp: 'an encrypted IKE message',
};

/**
 * What one observer can know at a moment: which frames came by it, and what it reads in them with
 * the keys that it holds. Every view asks here for titles, layers and captions, so that none of
 * them says more than the others. The guide knows all, and so do all keys together.
 */
export class Seen {
  /** True where nothing is held back. */
  readonly all: boolean;

  constructor(
    readonly trace: Trace,
    readonly lens: string,
    /** Event after which it is looked; keys that come later do not count, except for what happens later still. */
    readonly at: number,
  ) {
    this.all = tellsAll(lens);
  }

  /** Who looks, within a sentence. */
  get name(): string {
    return this.lens === GUIDE ? 'the guide' : this.lens === EVERYTHING ? 'who holds all keys' : nameOf(this.lens);
  }

  /** The same at the beginning of a sentence; a node's name is written as it is. */
  get subject(): string {
    return this.name.replace(/^a /, 'A ');
  }

  /** True where the observer is a node: it knows its own tables, and no others. */
  isNode(name: string): boolean {
    return this.all || this.lens === name;
  }

  comesBy(flight: Flight): boolean {
    return passes(this.lens, flight);
  }

  /** The hop on which a packet, wrapped as it is, came by last up to this moment, or will come by first. */
  hopOf(packet: number): Flight | null {
    const mine = this.trace.flights.of(packet).filter((flight) => this.comesBy(flight));
    return mine.findLast((flight) => flight.event <= this.at) ?? mine[0] ?? null;
  }

  /** True where a packet, wrapped as it is, comes by; what never was on a link is known to who tells all. */
  knows(packet: number): boolean {
    return this.all || this.hopOf(packet) !== null;
  }

  /** How many layers of a packet can be read, from the outside, after event `event` or this moment. */
  clear(packet: number, event = this.at): number {
    const at = Math.max(event, this.at);
    return readable(this.trace.stackOf(packet), (key) => this.trace.keys.holds(this.lens, key, at));
  }

  /** True where nothing of a packet is sealed for the observer. */
  readsAll(packet: number, event = this.at): boolean {
    return this.clear(packet, event) === this.trace.stackOf(packet).length;
  }

  /** The layers of a packet as they look; whoever tells all names the sealed ones, too. */
  sight(packet: number): Sight {
    const stack = this.trace.stackOf(packet);
    const clear = this.clear(packet);
    if (this.all || clear === stack.length) return {layers: stack, clear};
    const open = stack.slice(0, clear).map(([header, role, head, , sealed]): Layer => [header, role, head, 0, sealed]);
    const heads = open.reduce((sum, [, , head]) => sum + head, 0);
    const rest = Math.max(0, (this.trace.packets.octets[packet] ?? 0) - heads);
    return {layers: [...open, [SEALED, open.at(-1)?.[1] ?? 'data', rest, 0, '']], clear};
  }

  grades(packet: number): Grade[] {
    const {trace, lens, at} = this;
    const holds = (key: string): boolean => trace.keys.holds(lens, key, at);
    return grades(trace.stackOf(packet), holds, trace.guardsOf(packet), this.knows(packet));
  }

  /** What a packet is called by who sees what the observer sees of it; empty where that is nothing. */
  title(packet: number, event = this.at): string {
    const purpose = this.trace.packets.purpose[packet] ?? '';
    if (this.all) return purpose;
    const hop = this.hopOf(packet);
    if (!hop) return '';
    const stack = this.trace.stackOf(packet);
    const size = octetText(this.trace.packets.octets[packet] ?? 0);
    const [from, to] = hop.way.at(-1)?.split(' > ') ?? [];
    const described = (what: string): string => `${what}, ${size}` + (from && to ? `, from ${from} to ${to}` : '');
    const clear = this.clear(packet, event);
    if (isLaterPiece(stack, clear)) return described('a later piece of a packet');
    if (clear === stack.length) return purpose;
    return described(SEALED_NAMES[stack[clear - 1]?.[0] ?? ''] ?? 'a sealed packet');
  }

  /** Of what sort a packet looks: what the observer cannot tell apart is of one sort. */
  sort(packet: number, event = this.at): string {
    if (this.all || this.readsAll(packet, event)) return sortOf(this.trace, packet);
    const header = this.trace.stackOf(packet)[this.clear(packet, event) - 1]?.[0] ?? '';
    return `${header} ${this.hopOf(packet)?.way.join(', ') ?? ''}`;
  }

  /** True for user data, and for all that cannot be told from it. */
  isData(packet: number, event = this.at): boolean {
    return Boolean(this.trace.packets.flow[packet]) || !(this.all || this.readsAll(packet, event));
  }

  /** What is said of line `line` of the narration: the line itself where the observer's own node did it. */
  caption(line: number): Caption | null {
    const {trace} = this;
    const told = trace.lines[line];
    const event = trace.lineEvents[line];
    if (!told || event === undefined) return null;
    if (this.isNode(trace.events.node[event] ?? '')) return {text: told.text, spec: told.spec, told: true};
    return {text: this.instead(event), spec: '', told: false};
  }

  /** What the observer sees of an event that is not its own. */
  instead(event: number): string {
    const {trace} = this;
    const name = this.subject;
    const own = trace.events.integer(event, 'packet');
    const packet = own >= 0 ? own : (trace.events.cause[event] ?? null);
    const hops = packet === null ? [] : path(trace, packet).filter((hop) => this.comesBy(hop) && hop.event <= this.at);
    const hop = hops.at(-1);
    return hop ? `${name} sees ${this.title(hop.packet, hop.event)}.` : `${name} sees nothing of this.`;
  }
}

/** A later piece of a cut packet: no header but IP's says what it belongs to. */
function isLaterPiece(stack: readonly Layer[], clear: number): boolean {
  const piece = stack.findIndex(([header]) => header === 'fragment');
  return piece > 0 && clear >= piece && stack[piece - 1]?.[0] === 'ipv4';
}
