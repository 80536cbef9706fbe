/** Lint rules. The import arrows of docs/architecture.md are rules here, and each message says what to do instead. */
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const tests = '**/*.test.ts';

/** Takes the folder, the forbidden import patterns and the advice; gives the rule for it. */
function arrow(folder, forbidden, message, ignores = []) {
  return {
    files: [`${folder}/**/*.{ts,tsx}`],
    ignores: [tests, ...ignores],
    rules: { 'no-restricted-imports': ['error', { patterns: forbidden.map((regex) => ({ regex, message })) }] },
  };
}

const outsideRunner = '^(\\.\\./)+(http|ws|auth|store|runs|audit|approvals|workspaces|cli|slack|catalog)/';

export default tseslint.config(
  { ignores: ['build/', '.docusaurus/', 'node_modules/', 'data/'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx,mjs}'],
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 4],
      complexity: ['error', 15],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-control-regex': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  { files: ['src/**/*.{ts,tsx}'], ...hooks.configs.flat.recommended },
  arrow('common', ['^node:', '/(server|src)/', '^react', '^@docusaurus', '^@theme'],
    '`common` is pure: no Node, no DOM, no server, no page. Pass what it needs as an argument.'),
  arrow('src', ['/server/', '^node:'],
    'The page knows `common` only. Move what both need to `common`, or ask the server over HTTP.', ['src/remark/**', 'src/plugin/**']),
  arrow('src/remark', ['/server/'],
    'The remark plugin shares its parser with the server through `common/catalog`.'),
  arrow('server', ['/src/'], 'The server never imports the page. Move what both need to `common`.'),
  arrow('server/sandbox', ['/src/', '/(runner|practice)/', outsideRunner],
    '`sandbox` knows `common` and `config` only; pass what it needs as an argument.'),
  arrow('server/runner', ['/src/', '/practice/', outsideRunner],
    'The runner imports `common`, `config`, `sandbox` and itself. The server tells it the rest over its socket.'),
  arrow('server/practice', ['/src/', '/runner/', outsideRunner],
    'The practice process imports `common`, `config`, `sandbox` and itself.'),
  ...['http', 'ws', 'auth', 'store', 'runs', 'audit', 'approvals', 'workspaces', 'catalog', 'freshness', 'recordings', 'choices', 'slack', 'webhooks', 'outbox', 'subscriptions'].map((room) =>
    arrow(`server/${room}`, ['/src/', '/runner/(?!client\\.ts|protocol\\.ts)', '/practice/'],
      'Only `server/runner/client.ts` talks to the runner; import that.')),
  arrow('server/config', ['/src/', '^(\\.\\./)+(runner|practice|sandbox)/', outsideRunner],
    '`config` knows `common` only: everything else is built from it.'),
  arrow('server/cli', ['/src/', '/practice/', '/runner/(?!client\\.ts|protocol\\.ts)'],
    'A command asks the server or the runner; it opens neither by itself.'),
  arrow('server/doctest', ['/src/', '/practice/', '/runner/(?!client\\.ts|protocol\\.ts|memory\\.ts)'],
    'A test runs steps as the server does: through `runs` and `runner/client.ts`.'),
  arrow('server/dev', ['/src/', '/practice/', '/runner/(?!client\\.ts|memory\\.ts)'],
    'It starts the server and Docusaurus as they are, and of the runner it only sees that it ends.'),
  ...['import', 'template'].map((room) =>
    arrow(`server/${room}`, ['/src/', '/(runner|practice|sandbox)/', outsideRunner],
      'This writes runbooks and runs nothing: it knows `common`.')),
  {
    files: [tests, 'test/**', 'bench/**', 'scripts/**'],
    rules: { 'max-lines-per-function': 'off', 'no-console': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['server/cli/**', 'server/catalog/main.ts'], rules: { 'no-console': 'off' } },
);
