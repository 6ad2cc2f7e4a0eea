/** What the compare page is told by the server: what is compared, and each row as its run is done. */
import type {Ribbon} from '../core/ribbons';
import type {Scenario} from '../core/wire';

export interface Design {
  option: string;
  title: string;
  /** The lab's address that shows it. */
  lab: string;
}
export interface Headline {
  key: string;
  title: string;
  unit: string;
  meaning: string;
}
export interface Compared {
  designs: readonly Design[];
  /** What all designs share: the scenario without its option. */
  scenario: Scenario;
  /** The query that asks for it. */
  address: string;
  headlines: readonly Headline[];
}
export interface Row {
  option: string;
  run: string;
  fingerprint: string;
  outcome: string;
  survived: boolean;
  headline: Record<string, number | null>;
  ribbons: readonly Ribbon[];
  refusal?: {message: string; accepted: string};
}

export type Point = readonly [t: number, value: number, event: number];
export interface Line {
  label: string;
  points: readonly Point[];
}
export interface Mark {
  at_ns: number;
  event: number;
  kind: 'move' | 'milestone';
  text: string;
}
/** What one run measures over time. */
export interface Series {
  duration_ns: number;
  marks: readonly Mark[];
  delay_ms: readonly Line[];
  throughput_kbps: readonly Line[];
  window_octets: readonly Line[];
  access_kbps: readonly Line[];
  signalling_octets: readonly Line[];
}
export type Measure = Exclude<keyof Series, 'duration_ns' | 'marks'>;

/** What can be plotted: its name, and what stands at its axis. */
export const MEASURES: readonly (readonly [Measure, string, string])[] = [
  ['delay_ms', 'One-way delay of each packet', 'ms'],
  ['access_kbps', 'Traffic on the mobile node’s own link', 'kbit/s'],
  ['signalling_octets', 'Signalling so far', 'octets'],
  ['throughput_kbps', 'Throughput of the TCP transfer', 'kbit/s'],
  ['window_octets', 'Congestion window, where its phase changes', 'octets'],
];

/** Call back for each line of JSON of a response as it comes. */
export async function readLines<T>(stream: ReadableStream<Uint8Array>, line: (found: T) => void): Promise<void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    rest += decoder.decode(value, {stream: !done});
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const each of lines) if (each) line(JSON.parse(each) as T);
    if (done) return;
  }
}

/** The address of the lab that shows a design at a moment. */
export const labAt = (lab: string, t: number): string => (t > 0 ? `${lab}&t=${String(Math.round(t))}` : lab);
