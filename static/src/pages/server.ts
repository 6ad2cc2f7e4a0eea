import type {Saved} from '../views/dialogs/Share.svelte';
import type {Lesson} from '../core/lesson';
import type {Graded, Practised, Question} from '../core/prediction';
import type {Parting} from '../core/parting';
import type {Ribbon} from '../core/ribbons';
import type {Completion, Found} from '../core/search';
import type {Series} from './compared';
import type {Catalogue, Dissection, Scenario} from '../core/wire';

/** A complaint of the server: what, and what would be accepted. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly accepted: string,
  ) {
    super(message);
  }
}

async function ask<T>(path: string, options: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused('The server cannot be reached', 'another try in a moment');
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const said = (body ?? {}) as {message?: string; accepted?: string};
  throw new Refused(said.message ?? `${path} answered ${String(response.status)}`, said.accepted ?? '');
}

export const fetchCatalogue = (): Promise<Catalogue> => ask('/api/v1/catalogue');

/** One lesson, its steps answered from their runs. */
export const fetchLesson = (slug: string): Promise<Lesson> => ask(`/api/v1/lessons/${encodeURIComponent(slug)}`);

/** What changes when the file of a lesson does. */
export const fetchLessonVersion = async (slug: string): Promise<string> =>
  (await ask<{version: string}>(`/api/v1/lessons/${encodeURIComponent(slug)}/version`)).version;

/** What is to be said of a setting, and where it would be right. */
export interface Remark {
  where: string;
  what: string;
  accepted: string;
}

/** A scenario as the server reads it: complete, with its address, and what of the asking made no sense. */
export interface Asked {
  scenario: Scenario;
  /** The query that asks for it again and stores nothing. */
  address: string;
  warnings: Remark[];
  /** What is set and does nothing in this scenario. */
  notes: Remark[];
}
export const fetchScenario = (address: string): Promise<Asked> => ask(`/api/v1/scenario?${address}`);

export const fetchParting = (left: string, right: string): Promise<Parting> =>
  ask(`/api/v1/runs/${left}/divergence/${right}`);

const post = (document: object): RequestInit => ({
  method: 'POST',
  headers: {'Content-Type': 'application/json'},
  body: JSON.stringify(document),
});
export const readScenario = (scenario: Scenario): Promise<Asked> => ask('/api/v1/scenario', post(scenario));

/** What the server says of a document that is being edited; a refusal is an answer here, and no error. */
export async function checkScenario(scenario: Scenario): Promise<Asked> {
  const answer = await ask<Asked & {problem?: {message: string; accepted: string}}>(
    '/api/v1/scenario?check',
    post(scenario),
  );
  if (answer.problem) throw new Refused(answer.problem.message, answer.problem.accepted);
  return answer;
}

export const fetchFrame = (run: string, frame: number): Promise<Dissection> =>
  ask(`/api/v1/runs/${run}/frames/${String(frame)}`);

export const fetchQuestion = (run: string, kind: string, at: number, seed: number): Promise<Question[]> =>
  ask(
    `/api/v1/runs/${run}/predictions?${String(new URLSearchParams({kind, at: String(at), seed: String(seed), answers: 'no'}))}`,
  );

export const gradeAnswer = (
  run: string,
  {kind, at, seed}: Question,
  answer: readonly string[],
  others = '',
): Promise<Graded> =>
  ask(`/api/v1/runs/${run}/predictions/grade`, post({kind, at, seed, answer, ...(others && {with: others})}));

export const fetchPractice = (kind: string, seed: number, number: number): Promise<Practised> =>
  ask(`/api/v1/practice?${String(new URLSearchParams({kind, seed: String(seed), number: String(number)}))}`);

export const fetchRibbons = (run: string): Promise<Ribbon[]> => ask(`/api/v1/runs/${run}/ribbons`);

export const fetchMatches = (run: string, filter: string): Promise<Found> =>
  ask(`/api/v1/runs/${run}/search?${String(new URLSearchParams({filter}))}`);

export const fetchCompletion = (run: string, filter: string, at: number): Promise<Completion> =>
  ask(`/api/v1/runs/${run}/search/complete?${String(new URLSearchParams({filter, at: String(at)}))}`);

export const fetchSeries = (run: string): Promise<Series> => ask(`/api/v1/runs/${run}/series`);

export const saveLink = (scenario: Scenario, view: Record<string, number | string>): Promise<Saved> =>
  ask('/api/v1/links', post({...scenario, view}));

/** Say why no connection comes about, as far as a page can find out. */
export async function whyNoConnection(): Promise<{what: string; accepted: string}> {
  const answers = await fetch('/api/v1/schema/messages.json', {cache: 'no-store'}).then(
    (response) => response.ok,
    () => false,
  );
  return answers
    ? {
        what: 'The server answers, but no WebSocket to it stays open',
        accepted: 'a way to it that passes Upgrade, Host and Origin on, and a server that is not full',
      }
    : {what: 'The server cannot be reached', accepted: 'another try when it runs'};
}

export function openSocket(): WebSocket {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(`${scheme}//${location.host}/ws/runs`);
}

/** What a saved link holds; the page that opens it carries it. */
export interface SavedLink {
  id: string;
  /** Where the page that shows it lies. */
  path: string;
  scenario: Scenario;
  view: Record<string, unknown>;
  /** Fingerprint of the trace when it was saved; empty where none is promised. */
  fingerprint: string;
  engine: string;
  /** The claim that it is evidence for, in words. */
  claim?: string;
}

/** A page of the site, as the server lists it. */
export interface SitePage {
  name: string;
  title: string;
  summary: string;
  url: string;
}

function embedded(id: string): unknown {
  const text = document.getElementById(id)?.textContent;
  return text ? JSON.parse(text) : null;
}

export const readPages = (): SitePage[] => (embedded('pages') ?? []) as SitePage[];

export function readSavedLink(): SavedLink | null {
  const link = embedded('saved-link') as SavedLink | null;
  return link && {...link, path: location.pathname};
}
