import tseslint from 'typescript-eslint';

/**
 * One direction of imports: `api` → `workflows` (contracts only) and `domain`; `workflows` → pure parts of
 * `domain` and types of `activities`; `activities` → `domain`; `domain` → nothing above it.
 * `test/architecture/imports.test.ts` proves that these rules bite.
 */
const forbid = (...patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });
const never = (group, message) => ({ group, message });
const notAtRunTime = (group, message) => ({ group, message, allowTypeImports: true });

const sandboxIsOutside = never(
  ['**/sandbox/**', '**/bench/**', '**/test/**'],
  'The product knows nothing of its stand-ins, benches and tests.',
);

export default tseslint.config(
  { ignores: ['node_modules/', '.data/', 'coverage/', 'domain/migrations/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'object-shorthand': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // An index signature is read with brackets: the compiler's noPropertyAccessFromIndexSignature asks for it.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
    },
  },
  {
    files: ['domain/**/*.ts'],
    rules: forbid(
      never(
        ['**/api/**', '**/workflows/**', '**/activities/**', '@temporalio/*', 'express'],
        'domain imports nothing above it.',
      ),
      sandboxIsOutside,
    ),
  },
  {
    files: ['workflows/**/*.ts'],
    rules: forbid(
      notAtRunTime(['**/activities/**'], 'workflows see activities as types only.'),
      notAtRunTime(
        ['**/*.entity.ts', '**/*.service.ts', '**/database.ts', '**/config.ts', '@mikro-orm/*', 'zod'],
        'workflows use the pure parts of domain.',
      ),
      never(['**/api/**', 'node:*', 'express'], 'workflow code is deterministic: no API, no Node built-ins.'),
      sandboxIsOutside,
    ),
  },
  {
    files: ['activities/**/*.ts'],
    rules: forbid(
      never(['**/api/**', 'express'], 'activities do not know the API.'),
      notAtRunTime(
        ['**/workflows/**/workflow.ts'],
        'activities use contracts of workflows, never their bodies.',
      ),
      sandboxIsOutside,
    ),
  },
  {
    files: ['api/**/*.ts'],
    rules: forbid(
      notAtRunTime(
        ['**/workflows/**/workflow.ts', '**/workflows/index.ts'],
        'api uses the contracts of workflows, never their bodies.',
      ),
      never(['**/activities/**'], 'api starts workflows; it never calls an activity.'),
      sandboxIsOutside,
    ),
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // A describe block is a chapter, not a function.
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
