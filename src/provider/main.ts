import { setTimeout as pause } from 'node:timers/promises';
import { openGraphSession } from '../sources/graph/client.js';
import { openOktaSession } from '../sources/okta/client.js';
import { assessEnvironment } from '../pipeline/assess-environment.js';
import { toolVersion } from '../pipeline/assess.js';
import { runProvider } from './run.js';

await runProvider({
  version: toolVersion,
  engineAddress: process.argv[2],
  ports: {
    assess: assessEnvironment,
    openOkta: (orgUrl, signal) => openOktaSession(orgUrl, 'manage', signal),
    openGraph: openGraphSession,
    environment: process.env,
    now: () => new Date(),
    pause: async (milliseconds, signal) => pause(milliseconds, undefined, { signal }),
  },
});
