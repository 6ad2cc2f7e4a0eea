import {FASTEST, SLOWEST, type Pacing} from './clock';

/** A stretch of bits in one buffer of the dissected frame. */
export interface Bits {
  buffer: number;
  start: number;
  width: number;
}

/** Panels that share one place, where they have to. */
export type Tab = 'bytes' | 'state' | 'metrics' | 'tunnels' | 'sight' | 'tried' | 'thing';

/** How much of the page is shown: the story alone, large, or everything. */
export type Depth = 'lab' | 'story';

/** What the ladder shows: no data and no repetitions of the access network, no data, or everything. */
export type Rungs = 'story' | 'signalling' | 'all';

/** What is looked at, and how: everything that a picture needs beside its run. */
export interface View {
  depth: Depth;
  /** How panels share the page, as `core/arrangement` writes it; empty for as the reader keeps it. */
  panels: string;
  /** Moment in ns. */
  t: number;
  /** Event among those of the same moment; -1 where none was chosen. */
  at: number;
  packet: number | null;
  bits: Bits | null;
  lens: string;
  node: string;
  /** What was pointed at: `pipe:`, `link:`, `zone:` or `role:` and its name; or empty. */
  thing: string;
  tab: Tab;
  /** Group of metrics; empty for the first. */
  group: string;
  ladder: Rungs;
  pacing: Pacing;
  speed: number;
  /** Row of the node's tables that something points at. */
  table: string;
  key: string;
  /** Kind of the question that is asked at this moment, or empty; and what draws what it leaves open. */
  ask: string;
  draw: number;
  /** Filter that is searched for, or empty. */
  filter: string;
  /** The lesson that is open, or empty, and which of its steps the reader is at, counted from 1. */
  lesson: string;
  step: number;
}

/** What an address says: which scenario, as the server wrote it, and of the view what it mentions. */
export interface Address {
  scenario: string;
  view: Partial<View>;
}

/** How one part of a view stands in an address. */
interface Field<T> {
  usual: T;
  /** Returns undefined for a text that says nothing. */
  read: (text: string) => T | undefined;
  write: (value: T) => string;
  accepted: string;
}

const LONGEST_TEXT = 200; // characters; the server keeps no longer ones

const whole = <T extends number | null>(usual: T): Field<number | T> => ({
  usual,
  read: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined),
  write: (value) => (value === null ? '' : String(value)),
  accepted: 'a whole number',
});

const text = (usual: string): Field<string> => ({
  usual,
  read: (found) => (found.length <= LONGEST_TEXT ? found : undefined),
  write: (value) => value,
  accepted: `a text of up to ${String(LONGEST_TEXT)} characters`,
});

const oneOf = <T extends string>(...choices: readonly [T, ...T[]]): Field<T> => ({
  usual: choices[0],
  read: (found) => choices.find((each) => each === found),
  write: (value) => value,
  accepted: choices.join(', '),
});

// What is usual here is what an address means that does not say, so that old ones go on to show what they showed.
const FIELDS: {[Name in keyof View]: Field<View[Name]>} = {
  depth: oneOf('lab', 'story'),
  panels: text(''),
  t: whole(0),
  at: whole(-1),
  packet: whole(null),
  bits: {
    usual: null,
    read: (found) => parseBits(found) ?? undefined,
    write: (value) => (value ? formatBits(value) : ''),
    accepted: 'BUFFER:START+WIDTH',
  },
  lens: text(''),
  node: text('mn'),
  thing: text(''),
  tab: oneOf('bytes', 'state', 'metrics', 'tunnels', 'sight', 'tried', 'thing'),
  group: text(''),
  ladder: oneOf('story', 'signalling', 'all'),
  pacing: oneOf('event', 'proportional', 'story'),
  speed: {
    usual: 0,
    read: (found) => (/^-?\d$/.test(found) && inReach(Number(found)) ? Number(found) : undefined),
    write: String,
    accepted: `${String(SLOWEST)} to ${String(FASTEST)}`,
  },
  table: text(''),
  key: text(''),
  ask: text(''),
  draw: whole(1),
  filter: text(''),
  lesson: text(''),
  step: whole(1),
};
const NAMES = Object.keys(FIELDS) as (keyof View)[];
const OF_SCENARIO = new Set(['option', 'scenario', 'document', 'seed']);

const inReach = (speed: number): boolean => speed >= SLOWEST && speed <= FASTEST;

/** The view that is shown where nothing says otherwise. */
export const USUAL = Object.fromEntries(NAMES.map((name) => [name, FIELDS[name].usual])) as unknown as View;

/** The view that the bare address `/` opens with. */
export const WELCOME: View = {...USUAL, depth: 'story', pacing: 'story'};

function put<Name extends keyof View>(view: Partial<View>, name: Name, found: string): boolean {
  const value = found === '' ? FIELDS[name].usual : FIELDS[name].read(found);
  if (value === undefined) return false;
  view[name] = value;
  return true;
}

function written<Name extends keyof View>(view: View, name: Name): string {
  return view[name] === FIELDS[name].usual ? '' : inFull(view, name);
}

function inFull<Name extends keyof View>(view: View, name: Name): string {
  return FIELDS[name].write(view[name]);
}

/** Read a query; what of the view does not fit is left out, and said in a warning, never an error. */
export function parseAddress(query: string): {address: Address; warnings: string[]} {
  const scenario = new URLSearchParams();
  const view: Partial<View> = {};
  const warnings: string[] = [];
  for (const [name, value] of new URLSearchParams(query)) {
    if (OF_SCENARIO.has(name) || name.startsWith('set.')) scenario.set(name, value);
    else if (!isName(name)) warnings.push(`${name} in the address is not known; it was left out`);
    else if (!put(view, name, value)) {
      warnings.push(`${name}=${value} in the address is not ${FIELDS[name].accepted}; it was left out`);
    }
  }
  return {address: {scenario: scenario.toString(), view}, warnings};
}

const isName = (name: string): name is keyof View => Object.hasOwn(FIELDS, name);

/** Whether two queries say the same, however they are written. */
export const sameQuery = (one: string, other: string): boolean =>
  new URLSearchParams(one).toString() === new URLSearchParams(other).toString();

/** The view as a query: what differs from `base`, and empty what is as usual but not in `base`. */
export function formatView(view: View, base: View = USUAL): string {
  const parameters = new URLSearchParams();
  for (const name of NAMES) {
    const found = written(view, name);
    if (found !== written(base, name)) parameters.set(name, found);
  }
  return parameters.toString().replaceAll('%3A', ':').replaceAll('%2B', '+').replaceAll('%2C', ',');
}

/** The query of an address that stores nothing: the scenario, and what of the view is not as usual. */
export function formatAddress(scenario: string, view: View): string {
  return [scenario, formatView(view)].filter(Boolean).join('&');
}

/** Fields that a saved link always holds, so that it stays true should another value become the usual one. */
const ALWAYS = new Set<keyof View>(['depth', 'pacing']);

/** The view as a saved link keeps it: whole numbers and texts by name. */
export function keptView(view: View): Record<string, number | string> {
  const write = (name: keyof View): string => (ALWAYS.has(name) ? inFull(view, name) : written(view, name));
  const kept = NAMES.map((name) => [name, write(name)] as const).filter(([, found]) => found !== '');
  return Object.fromEntries(
    kept.map(([name, found]) => [name, typeof view[name] === 'number' ? Number(found) : found]),
  );
}

/** The view that a saved link kept, in this version or an earlier one. */
export function savedView(kept: Record<string, unknown>): View {
  const view: Partial<View> = {};
  for (const name of NAMES) {
    const found = kept[name];
    if (typeof found === 'number' || typeof found === 'string') put(view, name, String(found));
  }
  return {...USUAL, ...view};
}

/** `BUFFER:START+WIDTH`; a plus sign in a query may arrive as a blank. */
function parseBits(found: string): Bits | null {
  const match = /^(\d{1,3}):(\d{1,6})[+ ](\d{1,6})$/.exec(found);
  return match ? {buffer: Number(match[1]), start: Number(match[2]), width: Number(match[3])} : null;
}

function formatBits(bits: Bits): string {
  return `${String(bits.buffer)}:${String(bits.start)}+${String(bits.width)}`;
}
