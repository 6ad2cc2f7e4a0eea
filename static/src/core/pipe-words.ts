import type {Half, Pipe} from './pipes';

/** A pipe in a sentence, for those who hear it or point at it; `label` says what it is. */
export function describePipe(pipe: Pipe, label: string): string {
  const [one, other] = pipe.ends;
  const where = other === null ? `from ${one} to nobody` : `between ${one} and ${other}`;
  const fates = pipe.halves.map((half) => `from ${half.owner} ${fateOf(half)}`);
  return `${label} ${where}: ${fates.join(', ')}`;
}

/** What becomes of what an end sends into its tunnel, in words. */
export function fateOf(half: Half): string {
  switch (half.fate) {
    case 'passes':
      return 'packets pass';
    case 'dies':
      return `packets end at ${half.end?.node ?? 'a link'}`;
    case 'cut':
      return 'packets would find nobody';
    case 'opens':
      return 'the first packet is on its way';
    case 'unused':
      return 'nothing was sent';
  }
}
