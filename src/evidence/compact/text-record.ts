// The names and addresses of an on-premises row in the arena. A head of eight bytes: the lengths of UPN, account name and SID, how many
// addresses there are, the number of the primary one plus one; then UPN, account name and SID as they are written, two bytes for each address
// (its length, 1 for smtp), and the addresses in lower case.

export const headBytes = 8;
export const upnLengthByte = 0;
export const accountLengthByte = 1;
export const sidLengthByte = 2;
export const addressesByte = 3;
export const primaryByte = 4;
