import type {Parameter, Scenario} from './wire';

const ANY_LINK = 'link.NAME.';

/** The parameters of a scenario that differ from their defaults, as `set.KEY` would give them. */
export function settingsOf(scenario: Scenario, parameters: readonly Parameter[]): Record<string, string> {
  const found: Record<string, string> = {};
  const links = (scenario['link'] ?? {}) as Record<string, Record<string, unknown>>;
  for (const {key, default: otherwise} of parameters) {
    if (!key.startsWith(ANY_LINK)) {
      const value = scenario[key];
      if (value !== undefined && value !== otherwise) found[key] = String(value);
      continue;
    }
    const name = key.slice(ANY_LINK.length);
    for (const [link, figures] of Object.entries(links)) {
      if (figures[name] !== undefined) found[`link.${link}.${name}`] = String(figures[name]);
    }
  }
  return found;
}

/** The parameters in whose name or meaning `wanted` stands; one of links stands for that of `link`. */
export function findParameters(parameters: readonly Parameter[], link: string, wanted: string): Parameter[] {
  const sought = wanted.trim().toLowerCase();
  return parameters
    .map((each) => ({...each, key: each.key.replace(ANY_LINK, `link.${link}.`)}))
    .filter(({key, meaning}) => `${key} ${meaning}`.toLowerCase().includes(sought));
}

/** The scenario of an address under another option. */
export function underOption(address: string, option: string): string {
  const query = new URLSearchParams(address);
  query.set('option', option);
  return query.toString();
}

/** The scenario of an address under no option in particular, for a page that sets options side by side. */
export function underEveryOption(address: string): string {
  const query = new URLSearchParams(address);
  query.delete('option');
  return query.toString();
}

/** What is chosen beside a timeline. */
export interface Choices {
  option: string;
  seed: number;
  set: Record<string, string>;
}

/** Another preset, with what was chosen beside the timeline of the address before. */
export function ofPreset(address: string, slug: string, {option, seed, set}: Choices): string {
  const query = new URLSearchParams(address);
  if (query.has('document')) {
    query.delete('document');
    for (const [key, value] of Object.entries(set)) query.set(`set.${key}`, value);
    query.set('seed', String(seed));
  }
  query.delete('set.duration_ns');
  query.set('option', option);
  query.set('scenario', slug);
  return query.toString();
}

/** The scenario of an address with settings `after` in place of `before`; an empty one is the default again. */
export function withSettings(
  address: string,
  before: Record<string, string>,
  after: Record<string, string>,
  seed: number,
): string {
  const query = new URLSearchParams(address);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[key] !== after[key]) query.set(`set.${key}`, after[key] ?? '');
  }
  query.set('seed', String(seed));
  return query.toString();
}
