import type {Half, Leg, Pipe} from '../../core/pipes';
import {describePipe} from '../../core/pipe-words';
import {staysAt} from '../../core/stays';
import type {Trace} from '../../core/trace';
import {path, type Atlas} from './geometry';
import {widthOf, type Lanes} from './lanes';

/** One pipe as it is drawn. */
export interface Tube {
  id: string;
  role: string;
  /** Width in units of the sheet. */
  width: number;
  /** What it is, in words. */
  text: string;
  /** Lines where packets pass, and lines that are believed in only. */
  solid: readonly string[];
  dashed: readonly string[];
  /** Bars across the places where it ends before its other end. */
  caps: readonly string[];
}

const STUMP = 36; // length of what is drawn of a pipe of which only one end is known

/** What every pipe looks like after event `at`, outermost first. */
export function tubes(
  trace: Trace,
  lanes: Lanes,
  pipes: readonly Pipe[],
  label: (pipe: Pipe) => string,
  at: number,
): Tube[] {
  return pipes.map((pipe) => {
    const width = widthOf(pipe);
    const passing = pipe.halves.filter((half) => pipe.stands && half.fate === 'passes');
    const lines = (halves: readonly Half[]): string[] => [
      ...new Set(halves.flatMap((half) => half.legs.map((leg) => path(lanes.line(pipe, canonical(leg)))))),
    ];
    const solid = lines(passing);
    const rest = pipe.halves.filter((half) => !passing.includes(half));
    const dashed = lines(rest).filter((line) => !solid.includes(line));
    const stumps = passing.length > 0 ? [] : rest.flatMap((half) => stump(trace, lanes.atlas, half, at));
    const broken = rest.filter((half) => half.fate === 'dies' || half.fate === 'cut');
    const caps = broken.flatMap((half) => capOf(lanes, pipe, half, width));
    return {
      id: pipe.id,
      role: pipe.role,
      width,
      text: describePipe(pipe, label(pipe)),
      solid,
      dashed: [...dashed, ...stumps],
      caps,
    };
  });
}

/** A leg as it is seen from the same end whoever sends, so that both directions are one line. */
function canonical(leg: Leg): Leg {
  return leg.to !== null && leg.to < leg.from ? {...leg, from: leg.to, to: leg.from} : leg;
}

/** The first piece of the way of an end that sent nothing since it stands where it stands. */
function stump(trace: Trace, atlas: Atlas, half: Half, at: number): string[] {
  const stays = half.fate === 'unused' ? staysAt(trace, half.owner, at) : [];
  const [stay] = stays;
  if (!stay || stays.length > 1) return [];
  const [from, to] = atlas.stub(half.owner, stay.link);
  if (!from || !to) return [];
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const part = Math.min(1, STUMP / length);
  return [path([from, [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]])];
}

function capOf(lanes: Lanes, pipe: Pipe, half: Half, width: number): string[] {
  const leg = half.legs.at(-1);
  const [before, last] = leg ? lanes.line(pipe, leg).slice(-2) : [];
  if (!before || !last) return [];
  const length = Math.hypot(last[0] - before[0], last[1] - before[1]) || 1;
  const reach = (width / 2 + 3) / length;
  const [dx, dy] = [(last[1] - before[1]) * reach, (last[0] - before[0]) * reach];
  return [
    path([
      [last[0] - dx, last[1] + dy],
      [last[0] + dx, last[1] - dy],
    ]),
  ];
}
