import type {Trace} from './trace';

/** What is wrong with a filter: where in its text, and what would be right there. */
export interface FilterFault {
  message: string;
  position: number;
  length: number;
  expected: string;
}

/** What the server found: runs of events that follow one another, each its first number and how many. */
export interface Found {
  fault: FilterFault | null;
  count: number;
  events: readonly (readonly [number, number])[];
}

/** What could stand in a filter from `start` to `end`. */
export interface Completion {
  start: number;
  end: number;
  candidates: readonly {text: string; meaning: string}[];
}

/** The events that a filter matches, in order; a hundred thousand of them cost no more than their runs. */
export class Matches {
  readonly count: number;
  /** How many matches come before each run. */
  private readonly before: number[] = [];

  constructor(private readonly runs: Found['events']) {
    let sum = 0;
    for (const [, length] of runs) {
      this.before.push(sum);
      sum += length;
    }
    this.count = sum;
  }

  /** The match at a place from 0 on, or `null`. */
  at(place: number): number | null {
    if (place < 0 || place >= this.count) return null;
    const run = last(this.before, place);
    return (this.runs[run]?.[0] ?? 0) + place - (this.before[run] ?? 0);
  }

  /** How many matches there are up to and with event `event`. */
  until(event: number): number {
    const run = this.runOf(event);
    if (run < 0) return 0;
    const [first, length] = this.runs[run] ?? [0, 0];
    return (this.before[run] ?? 0) + Math.min(length, event - first + 1);
  }

  has(event: number): boolean {
    const [first, length] = this.runs[this.runOf(event)] ?? [0, 0];
    return event >= first && event < first + length;
  }

  /** The match after event `event`, or the one before it; `null` beyond the last. */
  step(event: number, direction: 1 | -1): number | null {
    const passed = this.until(event);
    return this.at(direction > 0 ? passed : passed - (this.has(event) ? 2 : 1));
  }

  *[Symbol.iterator](): Iterator<number> {
    for (const [first, length] of this.runs) for (let n = first; n < first + length; n++) yield n;
  }

  private runOf(event: number): number {
    let low = 0;
    let high = this.runs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.runs[middle]?.[0] ?? 0) <= event) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The place of the last of rising `numbers` that is at most `limit`. */
function last(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const APART = 400; // marks closer than this part of the run are one

/** The moments at which a mark on the time bar shows matches, thinned so that they can be told apart. */
export function momentsOf(trace: Trace, matches: Matches): number[] {
  const least = trace.head.duration_ns / APART;
  const found: number[] = [];
  for (const event of matches) {
    const t = trace.events.t[event] ?? 0;
    const before = found.at(-1);
    if (before === undefined || t - before >= least) found.push(t);
  }
  return found;
}

/** The packets that matches are about. */
export function packetsOf(trace: Trace, matches: Matches): ReadonlySet<number> {
  const found = new Set<number>();
  for (const event of matches) {
    const packet = trace.events.integer(event, 'packet');
    if (packet >= 0) found.add(packet);
  }
  return found;
}
