import type {DissectedLayer, Dissection} from '../../core/wire';
import {keyOf} from './dissection';

/** Parts of a sealed packet that only the key tells apart. */
const OF_A_SEAL = new Set(['esp-iv', 'sealed', 'esp-icv']);
/** Layers of which only a key says whether they are right. */
const JUDGED_BY_KEY = new Set([...OF_A_SEAL, 'mip-authentication', 'ikev2-encrypted', 'wireguard-data', 'fragment']);
const BY_A_KEY = /^(?:opened by|authentic under) (.+)$/;

/**
 * A frame as somebody sees it who holds the keys that `holds` accepts: what was opened with others
 * is left out, what they seal is one stretch of octets, and remarks that need them are not made.
 */
export function asSeen(dissection: Dissection, holds: (key: string) => boolean): Dissection {
  const shut = dissection.buffers.findIndex((_, buffer) => buffer > 0 && !holds(keyOf(dissection, buffer)));
  const buffers = shut < 0 ? dissection.buffers : dissection.buffers.slice(0, shut);
  const layers: DissectedLayer[] = [];
  for (const layer of dissection.layers) {
    if (layer.buffer >= buffers.length) continue;
    const last = layers.at(-1);
    const sealed = layer.buffer === shut - 1 && OF_A_SEAL.has(layer.header);
    if (sealed && last?.header === 'sealed' && last.end === layer.start) last.end = layer.end;
    else if (sealed)
      layers.push({...layer, header: 'sealed', title: SEALED_TITLE, spec: '', prose: '', note: '', spans: []});
    else layers.push({...layer, note: remark(layer, holds)});
  }
  return {...dissection, buffers, layers};
}

const SEALED_TITLE = 'Encrypted octets';

function remark({header, note = ''}: DissectedLayer, holds: (key: string) => boolean): string {
  const key = BY_A_KEY.exec(note)?.[1];
  if (key !== undefined) return holds(key) ? note : '';
  return JUDGED_BY_KEY.has(header) ? '' : note;
}
