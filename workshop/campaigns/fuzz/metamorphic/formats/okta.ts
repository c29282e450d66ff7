/** The list of Office 365 apps, with connection and features, as Okta's API answers them. */
export const oktaApps: readonly object[] = [
  {
    app: {
      id: '0oa1',
      name: 'office365',
      label: 'Microsoft Office 365',
      status: 'ACTIVE',
      features: ['PUSH_NEW_USERS'],
    },
    connection: { status: 'ENABLED', profile: { authScheme: 'OAUTH2' } },
    features: [
      {
        name: 'USER_PROVISIONING',
        status: 'ENABLED',
        capabilities: { create: { lifecycleCreate: { status: 'ENABLED' } } },
      },
    ],
  },
];
