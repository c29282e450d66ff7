import { setTimeout as pause } from 'node:timers/promises';
import { toolVersion } from '../pipeline/assess.js';
import { assessEnvironment } from '../pipeline/assess-environment.js';
import { storingJournals } from '../pipeline/audit-branch.js';
import { readConnectEvidence } from '../pipeline/connect-evidence.js';
import { readLiveEntra } from '../pipeline/read-live-entra.js';
import { openDirectory } from '../pipeline/repairs/open-directory.js';
import { shownPeople } from '../pipeline/shown-people.js';
import { openGraphSession } from '../sources/graph/client.js';
import { openOktaSession } from '../sources/okta/client.js';
import { useProxies } from '../sources/proxy.js';
import { runProvider } from './run.js';

await useProxies();
await runProvider({
  version: toolVersion,
  engineAddress: process.argv[2],
  ports: {
    // The engine starts us in the folder of Pulumi.yaml, which is where the paths of a stack begin.
    assess: (request) =>
      assessEnvironment(request, { directory: process.cwd(), at: new Date().toISOString(), readLiveEntra }),
    readConnect: (assessment) => readConnectEvidence(assessment, process.cwd()),
    openOkta: (orgUrl, signal) => openOktaSession(orgUrl, 'manage', signal),
    openGraph: openGraphSession,
    openDirectory: (connection) => openDirectory(connection, process.env),
    showPeople: (stack) => shownPeople(stack, process.cwd(), process.env),
    ...storingJournals(process.cwd(), process.env),
    environment: process.env,
    now: () => new Date(),
    pause: async (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
  },
});
