import { UserError } from '../../domain/errors.js';
import { jsonObject } from '../../evidence/json-document.js';
import type { GraphClient } from './client.js';
import { syncFeaturesPath } from './queries.js';

/** The switches of a tenant that the cutover opens and closes (ENTRA-8, GRAPH-9). */
export interface TenantSwitchesState {
  readonly id: string;
  /** blockSoftMatchEnabled. */
  readonly softMatchBlocked: boolean;
  /** blockCloudObjectTakeoverThroughHardMatchEnabled. */
  readonly hardMatchBlocked: boolean;
  /** `disabled`, `enabledForCount`, `enabledForPercentage`. */
  readonly prevention: string;
  /** A count of objects or a percentage; left out when Graph names none. */
  readonly threshold?: number;
}

/**
 * Reads the switches of the tenant.
 *
 * @throws UserError when Graph does not say how they stand: an unknown switch is not an open one.
 */
export async function readTenantSwitches(client: GraphClient): Promise<TenantSwitchesState> {
  for await (const item of client.list(syncFeaturesPath)) {
    const members = jsonObject(item);
    const features = jsonObject(members?.get('features'));
    const prevention = jsonObject(jsonObject(members?.get('configuration'))?.get('accidentalDeletionPrevention'));
    const [id, soft, hard, type] = [
      members?.get('id'),
      features?.get('blockSoftMatchEnabled'),
      features?.get('blockCloudObjectTakeoverThroughHardMatchEnabled'),
      prevention?.get('synchronizationPreventionType'),
    ];
    if (typeof id === 'string' && typeof soft === 'boolean' && typeof hard === 'boolean' && typeof type === 'string') {
      const threshold = prevention?.get('alertThreshold');
      return {
        id,
        softMatchBlocked: soft,
        hardMatchBlocked: hard,
        prevention: type,
        ...(typeof threshold === 'number' && { threshold }),
      };
    }
  }
  throw new UserError(
    'Microsoft Graph does not say how the tenant’s matching switches stand (GET /directory/onPremisesSynchronization). Grant OnPremDirectorySynchronization.ReadWrite.All to the pipeline, or leave cutover:matching out and set them in the Entra admin center.',
  );
}
