import { UserError } from '../../src/domain/errors.js';
import { directoryResources } from './directory-resources.js';
import { type GraphSession, openGraphSession } from './graph-session.js';
import { servicePrincipalByKey } from './service-principal.js';
import type { StandIn } from './stand-in.js';
import { synchronizationJob } from './synchronization-job.js';
import { synchronizationSecret } from './synchronization-secret.js';
import { pluginVersion } from './versions.js';

/** Stand-in of the azuread plugin: the job, its secrets, the pipeline's identities and the look-up of a service principal. */
export function azureadStandIn(): StandIn {
  let session: GraphSession | undefined;
  const graph: GraphSession = {
    call(method, path, options) {
      if (session === undefined) throw new UserError('The azuread provider was used before it was configured.');
      return session.call(method, path, options);
    },
  };
  return {
    name: 'azuread',
    version: pluginVersion('azuread'),
    async configure(settings) {
      session = await openGraphSession(settings);
    },
    resources: {
      ...directoryResources(graph),
      'azuread:index/synchronizationJob:SynchronizationJob': synchronizationJob(graph),
      'azuread:index/synchronizationSecret:SynchronizationSecret': synchronizationSecret(graph),
    },
    functions: {
      'azuread:index/getServicePrincipal:getServicePrincipal': (args) => servicePrincipalByKey(graph, args),
    },
  };
}
