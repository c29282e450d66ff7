import { setTimeout as pause } from 'node:timers/promises';
import { toolVersion } from '../config/tool-version.js';
import { openGraphSession } from '../connectors/graph/client.js';
import { openOktaSession } from '../connectors/okta/client.js';
import { useProxies } from '../connectors/proxy.js';
import { assessEnvironment } from '../pipeline/assess/assess-environment.js';
import { readConnectEvidence } from '../pipeline/assess/connect-evidence.js';
import { keepingLiveEntra } from '../pipeline/assess/read-live-entra.js';
import { storingJournals } from '../pipeline/journal/audit-branch.js';
import { shownPeople } from '../pipeline/masking/shown-people.js';
import { openDirectory } from '../pipeline/repairs/open-directory.js';
import { runProvider } from './run.js';

await useProxies();
const readLiveEntra = keepingLiveEntra();
await runProvider({
  version: toolVersion,
  engineAddress: process.argv[2],
  ports: {
    // The engine starts us in the folder of Pulumi.yaml, which is where the paths of a stack begin.
    assess: (request) =>
      assessEnvironment(request, { directory: process.cwd(), at: new Date().toISOString(), readLiveEntra }),
    readLiveEntra,
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
