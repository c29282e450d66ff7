// The layers of ARCHITECTURE.md as rules: each names who may not import whom, and what to do instead.
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: `^src/(${[from, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', comment: 'Split the shared noun out.', from: {}, to: { circular: true } },
    only('domain-imports-nothing', 'domain', [], 'The nouns know nobody: move the logic to the stage that needs it.'),
    only('config', 'config', ['domain'], 'Settings are read before anything else exists.'),
    only('sources', 'sources', ['domain'], 'A connector turns bytes into nouns; it never judges them.'),
    only('validation', 'validation', ['domain'], 'Pure: evidence arrives as arguments.'),
    only('gate', 'gate', ['domain', 'validation'], 'Pure: the clock arrives as an argument.'),
    only(
      'reports',
      'reports',
      ['domain', 'validation'],
      'A report renders an assessment; rule metadata comes from the registry.',
    ),
    only(
      'remediation',
      'remediation',
      ['domain', 'validation', 'reports'],
      'Pure: it proposes and orders repairs; the pipeline makes them. Of reports it uses the escaping only.',
    ),
    only('audit', 'audit', ['domain'], 'The journal records what it is told.'),
    only(
      'pipeline',
      'pipeline',
      ['domain', 'config', 'sources', 'validation', 'gate', 'remediation', 'reports', 'audit'],
      'The one place that wires stages.',
    ),
    only(
      'provider',
      'provider',
      ['domain', 'config', 'sources', 'gate', 'remediation', 'audit', 'pipeline'],
      'The provider applies what the pipeline cleared.',
    ),
    only('resources', 'resources', ['domain', 'config'], 'A Pulumi program declares; it reads no evidence.'),
    only(
      'cli',
      'cli',
      ['domain', 'config', 'reports', 'remediation', 'audit', 'pipeline', 'sources', 'validation', 'gate'],
      'Arguments in, exit codes out.',
    ),
    {
      name: 'pure-has-no-io',
      severity: 'error',
      comment: 'domain, validation, gate, remediation and reports take values and return values.',
      from: { path: '^src/(domain|validation|gate|remediation|reports)/' },
      to: { dependencyTypes: ['core', 'npm'] },
    },
    {
      name: 'product-never-imports-stand-ins',
      severity: 'error',
      comment: 'engine/ and simulators/ are development parts and are not published.',
      from: { path: '^src/' },
      to: { path: '^(engine|simulators|test)/' },
    },
    {
      name: 'simulators-never-import-src',
      severity: 'error',
      comment: 'A simulator that shares code with the product would share its mistakes.',
      from: { path: '^simulators/' },
      to: { path: '^src/' },
    },
    {
      name: 'kernel-imports-the-layout-only',
      severity: 'error',
      comment: 'The kernel is another language: it shares numbers with the product, nothing else.',
      from: { path: '^kernel/' },
      to: { pathNot: '^(kernel/|src/sources/compact/layout)' },
    },
    {
      name: 'nobody-imports-the-kernel',
      severity: 'error',
      comment: 'The product loads what the kernel was compiled to (src/sources/compact/kernel.ts).',
      from: { pathNot: '^kernel/' },
      to: { path: '^kernel/' },
    },
    {
      name: 'cli-does-not-load-pulumi',
      severity: 'error',
      comment: 'The CLI starts in under 0.3 s: the Pulumi SDK belongs to provider/ and resources/.',
      from: { path: '^src/(cli|pipeline|config|sources)/' },
      to: { path: 'node_modules/@pulumi/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
