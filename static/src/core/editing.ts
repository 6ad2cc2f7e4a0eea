import {findParameters} from './settings';
import type {Action} from './whatif';
import type {ActionEntry, ActionField, Parameter, Scenario} from './wire';

/** What an editor lets a person do to a time: a tenth of a second, and a whole one with Shift (ns). */
export const STEP = 100_000_000;
export const STRIDE = 1_000_000_000;
const LONGEST = 3_600_000_000_000; // ns; no run lasts longer

/** What is wrong with a document: where, what, and what would be accepted. */
export interface Problem {
  path: string;
  what: string;
  accepted: string;
}

/** The document without what is as usual, so that a person sees what makes it this scenario. */
export function brief(scenario: Scenario, parameters: readonly Parameter[]): Scenario {
  const usual = new Map(parameters.map((each) => [each.key, each.default]));
  const kept = Object.entries(scenario).filter(([key, value]) => {
    if (key === 'link') return Object.keys(value as object).length > 0;
    if (key === 'description') return value !== '';
    return !usual.has(key) || usual.get(key) !== value;
  });
  return Object.fromEntries(kept);
}

/** What a document says of a setting, as text; empty where it says nothing. */
export function settingOf(scenario: Scenario, key: string): string {
  const value = place(scenario, key)[last(key)];
  return value === undefined || value === null ? '' : String(value as string | number | boolean);
}

/** The document with a setting written as its kind wants it; empty text takes it out. */
export function withSetting(scenario: Scenario, {key, kind}: Pick<Parameter, 'key' | 'kind'>, text: string): Scenario {
  const parts = key.split('.');
  const set = (object: Record<string, unknown>, [name = '', ...rest]: string[]): Record<string, unknown> => {
    if (rest.length > 0) {
      const inner = set((object[name] ?? {}) as Record<string, unknown>, rest);
      return Object.keys(inner).length > 0 ? {...object, [name]: inner} : without(object, name);
    }
    return text === '' ? without(object, name) : {...object, [name]: valueOf(text, kind)};
  };
  return set(scenario, parts);
}

/** Parameters of a form under the titles of their groups: those of every run, then those of one link. */
export function grouped(
  parameters: readonly Parameter[],
  link: string,
  option: string,
  wanted: string,
): [string, Parameter[]][] {
  const groups = new Map<string, Parameter[]>();
  for (const each of findParameters(parameters, link, wanted)) {
    const title = each.key.startsWith('link.') ? `Link ${link}` : each.group;
    groups.set(title, [...(groups.get(title) ?? []), each]);
  }
  const matters = ({options}: Parameter): number => (options.length === 0 || options.includes(option) ? 0 : 1);
  return [...groups].map(([title, own]) => [title, own.sort((a, b) => matters(a) - matters(b))]);
}

/** The action moved to another time (ns), within what a run can last. */
export function at(action: Action, t: number): Action {
  return {...action, at_ns: Math.min(LONGEST, Math.max(0, Math.round(t)))};
}

/** Fields that an action needs when `node` does it. */
export function fieldsOf(entry: ActionEntry, node: string): ActionField[] {
  return [...entry.fields, ...(isMobile(node) ? entry.mobile_fields : [])];
}

/** What a node can do, by the catalogue. */
export function doable(actions: readonly ActionEntry[], node: string): ActionEntry[] {
  return actions.filter((each) => (isMobile(node) ? each.mobiles : each.nodes.includes(node)));
}

const isMobile = (node: string): boolean => /^mn\d*$/.test(node);

/** An action by `node`, with the first value that each field takes. */
export function fresh(entry: ActionEntry, node: string, t: number): Action {
  const values = fieldsOf(entry, node).map(({key, schema}) => [key, firstOf(schema)] as const);
  return {at_ns: t, node, do: entry.do, ...Object.fromEntries(values)};
}

function firstOf({type, enum: choices, minimum, format}: ActionField['schema']): string | number | boolean {
  if (choices) return choices[0] ?? '';
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return minimum ?? 0;
  return format === 'ipv4' ? '10.0.1.11' : '';
}

/** A complaint of the server, by the path with which it begins. */
export function problemOf(message: string, accepted: string): Problem {
  const match = /^([\w.-]+): (.*)$/s.exec(message);
  return match ? {path: match[1] ?? '', what: match[2] ?? '', accepted} : {path: '', what: message, accepted};
}

/** Whether a problem is one of what stands at `path`, or below it. */
export const concerns = (problem: Problem | null, path: string): problem is Problem =>
  problem !== null && (problem.path === path || problem.path.startsWith(`${path}.`));

function valueOf(text: string, kind: string): unknown {
  if (kind === 'boolean') return text === 'true';
  if (kind !== 'integer' && kind !== 'number') return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function place(scenario: Scenario, key: string): Record<string, unknown> {
  return key
    .split('.')
    .slice(0, -1)
    .reduce((object: Record<string, unknown>, name) => (object[name] ?? {}) as Record<string, unknown>, scenario);
}

const last = (key: string): string => key.split('.').at(-1) ?? '';

function without(object: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}
