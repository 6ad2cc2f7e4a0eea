/** An event of one of two runs, where they part. */
export interface Parted {
  event: number;
  at_ns: number;
  kind: string;
  node: string;
}

/** A line that one of two runs tells from where they part, or both do. */
export interface PartedLine {
  side: 'left' | 'right' | 'both';
  event: number;
  at_ns: number;
  text: string;
  spec: string;
  phase: boolean;
}

/** Where two runs part; `first` is null where they never do. */
export interface Parting {
  first: readonly [Parted | null, Parted | null] | null;
  ladder: readonly PartedLine[];
}
