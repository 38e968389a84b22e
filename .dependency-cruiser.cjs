// Who may import whom (ARCHITECTURE.md). `server/import-rule.test.ts` proves that these rules can fail.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'web-and-agent-are-strangers',
      comment: 'web never touches Docker; the two share server/protocol only.',
      severity: 'error',
      from: { path: '^server/web/' },
      to: { path: '^server/agent/' },
    },
    {
      name: 'agent-and-web-are-strangers',
      severity: 'error',
      from: { path: '^server/agent/' },
      to: { path: '^server/web/' },
    },
    {
      name: 'dockerode-only-in-agent',
      severity: 'error',
      from: { pathNot: '^(server/agent|e2e|content/check)' },
      to: { path: 'node_modules/(@types/)?dockerode' },
    },
    {
      name: 'database-only-in-store',
      comment: 'Migrations and queries go through the store; users, progress and classes use its type only.',
      severity: 'error',
      from: { pathNot: '^server/web/(store|user|live)/' },
      to: { path: 'node_modules/(kysely|libsql|pg)/' },
    },
    {
      name: 'protocol-imports-zod-only',
      severity: 'error',
      from: { path: '^server/protocol/' },
      to: { pathNot: '^(server/protocol/|node_modules/zod)' },
    },
    {
      name: 'pages-see-the-seat-only',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: '^server/', pathNot: '^server/(web/services\\.ts|protocol/)' },
    },
    {
      name: 'components-see-the-protocol-only',
      comment: 'Types of the pages’ data come through the seat.',
      severity: 'error',
      from: { path: '^components/' },
      to: { path: '^server/', pathNot: '^server/(protocol/|web/services\\.ts)' },
    },
    {
      name: 'features-are-strangers',
      severity: 'error',
      from: { path: '^components/(lesson|quiz|lab|live|user|registry|admin)/' },
      to: {
        path: '^components/(lesson|quiz|lab|live|user|registry|admin)/',
        pathNot: '^components/$1/',
      },
    },
    {
      name: 'ui-knows-no-product',
      severity: 'error',
      from: { path: '^components/(ui|terminal|editor|diagram|host)/' },
      to: { path: '^components/(lesson|quiz|lab|live|user|registry|admin)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { pathNot: '\\.test\\.tsx?$|^e2e/' },
      to: { path: '\\.test\\.tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.next/|\\.drydock' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
