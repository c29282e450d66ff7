import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb.js';
import { serve } from '../engine/serve.js';
import { oktaStandIn } from './okta.js';
import { resourceProvider } from './provider-service.js';

await serve(ResourceProviderService, resourceProvider(oktaStandIn()));
