import type {Flight} from '../../core/flights';
import type {Leg, Pipe} from '../../core/pipes';
import type {Trace} from '../../core/trace';
import type {Point} from '../../core/wire';
import {beside, type Atlas} from './geometry';

const INNERMOST = 8;
const WALL = 6.5; // added for each pipe around another one
const GAP = 3; // between pipes that lie side by side

export function widthOf(pipe: Pipe): number {
  return INNERMOST + WALL * pipe.level;
}

/**
 * Where pipes lie on the links: those that do not carry one another lie side by side, each in a
 * lane of its own, and what a packet is wrapped in says in which lane it travels.
 */
export class Lanes {
  private readonly aside = new Map<string, number>();
  private readonly carriers = new Map<string, string>();

  constructor(
    readonly atlas: Atlas,
    pipes: readonly Pipe[],
  ) {
    for (const pipe of pipes)
      for (const half of pipe.halves)
        for (const name of half.names) this.carriers.set(`${half.owner} ${name}`, pipe.id);
    for (const [link, strands] of strandsOf(pipes)) this.spread(link, strands);
  }

  /** The line of one leg of a pipe, from where it begins. */
  line(pipe: Pipe, leg: Leg): Point[] {
    return this.between(leg.link, leg.from, leg.to, this.aside.get(laneOf(pipe.id, leg)) ?? 0);
  }

  /** The line of a frame on its way to one of its receivers, or to nobody. */
  lineOf(trace: Trace, flight: Flight, to: string | null): Point[] {
    const maker = trace.wrappings.made(flight.packet);
    const pipe = maker && this.carriers.get(`${maker.node} ${maker.by}`);
    const leg = {link: flight.link, from: flight.from, to, within: []};
    return this.between(flight.link, flight.from, to, pipe ? (this.aside.get(laneOf(pipe, leg)) ?? 0) : 0);
  }

  private between(link: string, from: string, to: string | null, aside: number): Point[] {
    if (to === null) return beside(this.atlas.lost(link, from).points, aside);
    // Always laid from the same end, so that both directions share one lane.
    return from < to
      ? beside(this.atlas.between(link, from, to).points, aside)
      : beside(this.atlas.between(link, to, from).points, aside).reverse();
  }

  private spread(link: string, strands: ReadonlyMap<string, number>): void {
    let start = -[...strands.values()].reduce((sum, width) => sum + width + GAP, -GAP) / 2;
    for (const [strand, width] of [...strands].sort(([a], [b]) => a.localeCompare(b))) {
      this.aside.set(`${link} ${strand}`, start + width / 2);
      start += width + GAP;
    }
  }
}

/** The strands of every link, each with its width: whatever lies in one outermost pipe on one way is one strand. */
function strandsOf(pipes: readonly Pipe[]): Map<string, Map<string, number>> {
  const links = new Map<string, Map<string, number>>();
  for (const pipe of pipes) {
    for (const leg of pipe.halves.flatMap((half) => half.legs)) {
      const strands = links.get(leg.link) ?? new Map<string, number>();
      links.set(leg.link, strands);
      const strand = strandOf(pipe.id, leg);
      strands.set(strand, Math.max(strands.get(strand) ?? 0, widthOf(pipe)));
    }
  }
  return links;
}

function strandOf(pipe: string, leg: Leg): string {
  return `${leg.within[0] ?? pipe} ${[leg.from, leg.to ?? ''].sort().join(' ')}`;
}

function laneOf(pipe: string, leg: Leg): string {
  return `${leg.link} ${strandOf(pipe, leg)}`;
}
