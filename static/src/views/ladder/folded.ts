import {upper} from '../../core/columns';
import type {Matches} from '../../core/search';
import type {Trace} from '../../core/trace';
import type {Rung} from './rows';

/** One line of the ladder: a rung by its place, or how many rungs are left out there. */
export interface Line {
  /** Place of the rung; -1 where rungs are left out. */
  rung: number;
  matches: boolean;
  skipped: number;
}

const CONTEXT = 2; // rungs that are shown before and after one that matches

/** The lines of the ladder; with matches, those around them and counts of the rest. */
export function folded(trace: Trace, rungs: readonly Rung[], matches: Matches | null): Line[] {
  if (!matches) return rungs.map((_, rung) => ({rung, matches: false, skipped: 0}));
  const hit = matching(trace, rungs, matches);
  const near = new Set([...hit].flatMap((rung) => Array.from({length: 2 * CONTEXT + 1}, (_, i) => rung + i - CONTEXT)));
  const found: Line[] = [];
  for (let rung = 0; rung < rungs.length; rung++) {
    if (near.has(rung)) found.push({rung, matches: hit.has(rung), skipped: 0});
    else {
      const last = found.at(-1);
      if (last && last.rung < 0) last.skipped += 1;
      else found.push({rung: -1, matches: false, skipped: 1});
    }
  }
  return found;
}

/** Places of the rungs that tell of a match: what happened at its event, or to its packet up to there. */
function matching(trace: Trace, rungs: readonly Rung[], matches: Matches): Set<number> {
  const begins = rungs.map((rung) => rung.event);
  const byPacket = new Map<number, number[]>();
  for (const [place, {packet}] of rungs.entries()) {
    if (packet === null) continue;
    const known = byPacket.get(packet);
    if (known) known.push(place);
    else byPacket.set(packet, [place]);
  }
  const found = new Set<number>();
  for (const event of matches) {
    const exact = upper(begins, event) - 1;
    if (begins[exact] === event) found.add(exact);
    else {
      const places = byPacket.get(trace.events.integer(event, 'packet'));
      const rung = places?.findLast((place) => (begins[place] ?? 0) <= event);
      if (rung !== undefined) found.add(rung);
    }
  }
  return found;
}

/** The line that shows the rung at `place`, or leaves it out; -1 for none. */
export function lineOf(lines: readonly Line[], place: number): number {
  if (place < 0) return -1;
  let passed = -1;
  for (const [index, line] of lines.entries()) {
    passed = line.rung >= 0 ? line.rung : passed + line.skipped;
    if (passed >= place) return index;
  }
  return -1;
}
