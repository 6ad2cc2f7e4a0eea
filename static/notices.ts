import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Plugin} from 'vite';

/** Where the notices lie in the built code, and in the wheel with it. */
export const NOTICES = 'third-party-notices.txt';

interface Package {
  name: string;
  version: string;
  license?: string;
  homepage?: string;
}

const HEAD = 'mipviz carries the following works of others, each under its own licence.\n';
const RULE = `\n${'-'.repeat(78)}\n\n`;

/**
 * Write the licences of everything that is bundled beside it, from the packages' own files.
 *
 * Which packages these are is read from the bundle itself, so that none is forgotten; one that
 * brings no licence stops the build. What they carry of others says so in comments of their code.
 */
export function notices(): Plugin {
  return {
    name: 'third-party-notices',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle);
      const sources = files.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : file.originalFileNames));
      const packages = Map.groupBy(sources, (source) => folderOf(source));
      packages.delete('');
      const texts = [...packages].map(([folder, modules]) => notice(folder, modules)).sort();
      this.emitFile({type: 'asset', fileName: NOTICES, source: [HEAD, ...texts].join(RULE)});
    },
  };
}

/** Return the folder of the package that a source belongs to; empty for our own. */
export function folderOf(source: string): string {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? '';
}

/** Return the comments of code that claim a right. */
export function claims(code: string): string[] {
  const comments = code.match(/\/\*[^]*?\*\//g) ?? [];
  return [...new Set(comments.filter((comment) => /@license|@preserve|copyright/i.test(comment)))];
}

function notice(folder: string, modules: readonly string[]): string {
  const told = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf-8')) as Package;
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(name));
  if (!file) throw new Error(`${told.name} is bundled and brings no licence: ${folder}`);
  const code = modules.map((path) => path.replace(/\?.*$/, '')).filter((path) => /\.[cm]?js$/.test(path));
  const said = code.flatMap((path) => claims(readFileSync(path, 'utf-8')));
  const head = `${told.name} ${told.version} (${told.license ?? 'see below'})\n${told.homepage ?? ''}`.trimEnd();
  return `${[head, readFileSync(join(folder, file), 'utf-8').trim(), ...new Set(said)].join('\n\n')}\n`;
}
