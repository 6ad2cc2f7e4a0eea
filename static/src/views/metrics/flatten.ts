import type {Trace} from '../../core/trace';
import {named, plain, words} from '../../core/format';

/** One figure of a run, and the events that it was computed from. */
export interface Figure {
  label: string;
  text: string;
  meaning: string;
  evidence: number[];
}
export interface Group {
  title: string;
  figures: Figure[];
}

const BESIDE = new Set(['evidence', 'label', 'title', 'unit', 'meaning', 'value', 'id', 'definition', 'text']);

/**
 * Read whatever the server computed as groups of figures. A value is a number, a text or an
 * object with `value` and maybe `unit`, `label`, `meaning` and `evidence` (numbers of events).
 */
export function figures(metrics: unknown): Group[] {
  const loose: Figure[] = [];
  const groups: Group[] = [];
  for (const [name, value] of entries(metrics)) {
    if (isFigure(value)) loose.push(figure(name, value));
    else groups.push(...group(words(titleOf(value, name)), value));
  }
  return loose.length > 0 ? [{title: 'The run', figures: loose}, ...groups] : groups;
}

function group(title: string, value: unknown): Group[] {
  const found: Figure[] = [];
  const inner: Group[] = [];
  for (const [key, each] of entries(value)) {
    if (isFigure(each)) found.push(figure(key, each));
    else inner.push(...group(`${title}: ${words(titleOf(each, key))}`, each));
  }
  return found.length > 0 ? [{title, figures: found}, ...inner] : inner;
}

function entries(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.map((each, i) => [titleOf(each, String(i + 1)), each]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter(([name]) => !BESIDE.has(name));
}

function titleOf(value: unknown, otherwise: string): string {
  if (typeof value !== 'object' || value === null) return otherwise;
  const known = value as Record<string, unknown>;
  for (const name of ['label', 'title', 'id']) if (typeof known[name] === 'string') return known[name];
  return otherwise;
}

function isFigure(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((each) => typeof each !== 'object' || each === null);
  return 'value' in value;
}

function figure(name: string, value: unknown): Figure {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {...named(name, value), meaning: '', evidence: []};
  }
  const known = value as Record<string, unknown>;
  const {label, text} = named(name, known['value']);
  const unit = typeof known['unit'] === 'string' && known['unit'] !== '1' ? ` ${known['unit']}` : '';
  const evidence = Array.isArray(known['evidence']) ? known['evidence'].filter((n) => Number.isInteger(n)) : [];
  return {
    label: words(titleOf(value, label)),
    text: text + (text === plain(null) ? '' : unit),
    meaning: String(known['meaning'] ?? known['definition'] ?? ''),
    evidence: evidence as number[],
  };
}

/** Events of the drops by reason, the most frequent first. */
export function byReason(trace: Trace): [reason: string, events: number[]][] {
  const found = new Map<string, number[]>();
  for (const drop of trace.drops) {
    const events = found.get(drop.reason);
    if (events) events.push(drop.event);
    else found.set(drop.reason, [drop.event]);
  }
  return [...found].sort((a, b) => b[1].length - a[1].length);
}
