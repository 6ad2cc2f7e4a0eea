const SECOND = 1_000_000_000;
const NARROW = '\u202f';

/** Seconds with the digits in groups of three: 12.345 678 s. */
export function seconds(t: number, digits = 6): string {
  const whole = Math.floor(t / SECOND);
  const rest = String(Math.floor(t % SECOND))
    .padStart(9, '0')
    .slice(0, digits);
  const groups = rest.match(/.{1,3}/g) ?? [];
  return digits === 0 ? `${String(whole)} s` : `${String(whole)}.${groups.join(NARROW)} s`;
}

/** Read a moment as people type it: `12.5`, `12.345 678 s`, `350 ms`, `12:05.3`; `null` where it is none. */
export function parseMoment(text: string): number | null {
  const plain = text.replace(/[\s\u202f_]/g, '').toLowerCase();
  const match = /^(?:(\d+):)?(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s)?$/.exec(plain);
  if (!match) return null;
  const scale = {ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: SECOND}[match[3] ?? 's'] ?? SECOND;
  return Math.round(Number(match[1] ?? 0) * 60 * SECOND + Number(match[2]) * scale);
}

/** A span of simulated time in the unit that suits it. */
export function duration(ns: number): string {
  if (ns >= SECOND) return `${trim(ns / SECOND)} s`;
  if (ns >= 1e6) return `${trim(ns / 1e6)} ms`;
  if (ns >= 1e3) return `${trim(ns / 1e3)} µs`;
  return `${String(ns)} ns`;
}

function trim(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0).replace(/\.0+$|(?<=\.\d)0$/, '');
}

export function octets(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'octet' : 'octets'}`;
}

export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, NARROW);
}

/** How fast playing goes, in words. */
export function speedText(speed: number): string {
  return speed < 0 ? `1/${String(2 ** -speed)}×` : `${String(2 ** speed)}×`;
}

/** A value of a table row or event field as people read it. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.map(plain).join(', ') || '–';
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, each]) => `${words(name)} ${plain(each)}`)
      .join(', ');
  }
  return String(value);
}

/** `care_of_address` as `care-of address` stays out of here: only underscores become blanks. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** A field and its value, by the unit that its name ends in. */
export function named(name: string, value: unknown): {label: string; text: string} {
  if (typeof value === 'number') {
    if (name.endsWith('_ns'))
      return {label: words(name.slice(0, -3)), text: value >= 1e9 ? seconds(value, 3) : duration(value)};
    if (name.endsWith('_ms')) return {label: words(name.slice(0, -3)), text: `${trimmed(value)} ms`};
    if (name.endsWith('_octets')) return {label: words(name.slice(0, -7)), text: octets(value)};
    if (name.endsWith('_s')) return {label: words(name.slice(0, -2)), text: `${trimmed(value)} s`};
    return {label: words(name), text: trimmed(value)};
  }
  return {label: words(name), text: plain(value)};
}

/** A number with as many digits as are of use. */
export function trimmed(value: number): string {
  return Number.isInteger(value) ? grouped(value) : String(Math.round(value * 1000) / 1000);
}
