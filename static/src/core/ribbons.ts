import {lower} from './columns';

/** What a stretch of a ribbon says; Python's metrics decide. */
export type Kind = 'idle' | 'open' | 'sealed' | 'silent' | 'lost';

/** One stretch of a flow's life (ns), the event at its start, and how many of the flow's packets were lost in it. */
export interface Stretch {
  kind: Kind;
  since_ns: number;
  until_ns: number;
  event: number;
  lost: number;
}

/** The life of one direction of a flow: its stretches follow one another from the start of the run to its end. */
export interface Ribbon {
  flow: string;
  title: string;
  stretches: readonly Stretch[];
}

export const WORDS: Readonly<Record<Kind, string>> = {
  idle: 'nothing is to come',
  open: 'data flow, in clear on the mobile node’s own link',
  sealed: 'data flow, sealed on the mobile node’s own link',
  silent: 'no data come',
  lost: 'no data come, and what is sent is lost',
};

/** The nodes that a flow goes from and to. */
export const endsOf = (flow: string): string[] => flow.replace(/^(tcp|ping) /, '').split(' > ');

/** Events at which data of some direction cease, come again, or come to be read by others, in order. */
export function edges(ribbons: readonly Ribbon[]): number[] {
  const found = ribbons.flatMap(({stretches}) => stretches.slice(1).map(({event}) => event));
  return [...new Set(found)].sort((a, b) => a - b);
}

/** The stretch that a ribbon is in at `t`, or `null` for an empty one. */
export function stretchAt({stretches}: Ribbon, t: number): Stretch | null {
  const ends = stretches.map(({until_ns}) => until_ns);
  return stretches[lower(ends, t + 1)] ?? stretches.at(-1) ?? null;
}

/** Whether data of the ribbon's direction have ceased in a stretch. */
export const isQuiet = ({kind}: Stretch): boolean => kind === 'silent' || kind === 'lost';

/** A stretch in words, with its times in seconds. */
export function told({kind, since_ns, until_ns, lost}: Stretch): string {
  const [since, until] = [since_ns, until_ns].map((t) => (t / 1e9).toFixed(2));
  const packets = lost > 0 ? `; ${String(lost)} lost` : '';
  return `${since ?? ''} to ${until ?? ''} s: ${WORDS[kind]}${packets}`;
}

/** The ribbon in a sentence, for who does not see it: its silences, each with its length. */
export function summary({title, stretches}: Ribbon): string {
  const quiet = stretches.filter(isQuiet);
  if (quiet.length === 0) return `Data ${title}: no silence`;
  const longest = Math.max(...quiet.map(({since_ns, until_ns}) => until_ns - since_ns));
  const lost = stretches.reduce((sum, each) => sum + each.lost, 0);
  const many = quiet.length === 1 ? '1 silence' : `${String(quiet.length)} silences`;
  return `Data ${title}: ${many}, the longest ${(longest / 1e9).toFixed(2)} s; ${String(lost)} packets lost`;
}
