/** What a plain row’s cell of a column is. Anything else in it makes the row an object. */
export const kinds = {
  empty: 0,
  /** Nothing looks at the column. */
  unread: 1,
  guid: 2,
  /** mS-DS-ConsistencyGuid, or the claimed ImmutableID: empty, or the anchor that objectGUID gives. */
  consistency: 3,
  anchor: 4,
  upn: 5,
  display: 6,
  /** True or False. */
  flag: 7,
  sid: 8,
  account: 9,
  mail: 10,
  proxies: 11,
  distinguishedName: 12,
  userClass: 13,
  text: 14,
  nickname: 15,
  recipientType: 16,
  accountControl: 17,
  yes: 18,
  member: 19,
  objectId: 20,
  domain: 21,
  /** Empty, or a name of the person’s objectGUID. */
  identifier: 22,
  noOrEmpty: 23,
} as const;
