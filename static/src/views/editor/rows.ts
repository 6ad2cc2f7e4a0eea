import type {Action} from '../../core/whatif';

/** An action with its place in the timeline, its label and the row of its lane that it stands in. */
export interface Chip {
  place: number;
  action: Action;
  label: string;
  row: number;
}

const LETTER = 1.25; // per cent of a lane that a letter takes, on a narrow screen too
const EDGE = 3; // per cent that a chip takes beside its label

/** The actions of a node in as few rows as keep them apart, each row in order of time. */
export function chips(actions: readonly Action[], node: string, span: number): Chip[] {
  const ends: number[] = [];
  return actions
    .map((action, place) => ({action, place}))
    .filter(({action}) => action.node === node)
    .sort((a, b) => a.action.at_ns - b.action.at_ns)
    .map(({action, place}) => {
      const {do: what, link} = action;
      const label = typeof link === 'string' ? `${what} ${link}` : what;
      const start = (100 * action.at_ns) / span;
      const free = ends.findIndex((end) => end <= start);
      const row = free < 0 ? ends.length : free;
      ends[row] = start + EDGE + LETTER * label.length;
      return {place, action, label, row};
    });
}

/** Times (ns) for an axis of `span` ns: round numbers of seconds, ten at most. */
export function ticks(span: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => span / (each * 1e9) <= 10) ?? 1000;
  return Array.from({length: Math.floor(span / (step * 1e9)) + 1}, (_, i) => i * step * 1e9);
}
