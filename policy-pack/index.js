// @ts-check
'use strict';
// Constructing a PolicyPack starts its server: it happens here and nowhere else, so that tests can load the policies.
const { PolicyPack } = require('@pulumi/policy');
const { policies } = require('./policies.js');

new PolicyPack('entra-cutover', { enforcementLevel: 'mandatory', policies: [...policies] });
