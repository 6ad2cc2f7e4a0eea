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
