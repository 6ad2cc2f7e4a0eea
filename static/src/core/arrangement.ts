/** How the page's room is shared out: a weight for each panel and column that was resized, and the one that has all of it. */
export interface Arrangement {
  weights: Readonly<Record<string, number>>;
  /** Id of the panel that is maximised, or empty. */
  full: string;
}

export const AS_USUAL: Arrangement = {weights: {}, full: ''};
const LEAST = 0.12; // of what two neighbours share
const HEAVIEST = 999;
const NAME = /^[a-z-]{1,20}$/;

/** `stage:64,ladder:36,full:bytes`; what does not fit is left out. */
export function parseArrangement(text: string): Arrangement {
  const weights: Record<string, number> = {};
  let full = '';
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split(':');
    if (name === 'full' && NAME.test(value)) full = value;
    else if (NAME.test(name) && /^\d{1,3}$/.test(value) && Number(value) > 0) weights[name] = Number(value);
  }
  return {weights, full};
}

export function formatArrangement({weights, full}: Arrangement): string {
  const parts = Object.entries(weights).map(([name, weight]) => `${name}:${String(weight)}`);
  return [...parts.sort(), ...(full ? [`full:${full}`] : [])].join(',');
}

/** Two neighbours, each with its weight. */
export type Pair = readonly [{id: string; weight: number}, {id: string; weight: number}];

/** How much of what two neighbours share is the first one's, in whole per cent. */
export function shareOf([first, second]: Pair): number {
  return Math.round((100 * first.weight) / (first.weight + second.weight));
}

export const LEAST_SHARE = Math.round(100 * LEAST);

/** Give the first of two neighbours so many per cent of what they share; neither gets lost. */
export function shared(arrangement: Arrangement, [first, second]: Pair, percent: number): Arrangement {
  const both = first.weight + second.weight;
  const part = Math.min(1 - LEAST, Math.max(LEAST, percent / 100)) * both;
  const weights = {[first.id]: within(part), [second.id]: within(both - part)};
  return {...arrangement, weights: {...arrangement.weights, ...weights}};
}

/** Share out anew between two neighbours as is usual. */
export function unshared(arrangement: Arrangement, [first, second]: Pair): Arrangement {
  const kept = Object.entries(arrangement.weights).filter(([id]) => id !== first.id && id !== second.id);
  return {...arrangement, weights: Object.fromEntries(kept)};
}

const within = (weight: number): number => Math.min(HEAVIEST, Math.max(1, Math.round(weight)));
