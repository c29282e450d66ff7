import { UserError } from '../domain/errors.js';

const mostPages = 10_000;

/**
 * Watches over a reading in pages: the function is called with the address of each page before it is asked for.
 *
 * @param service as in a message: Okta
 * @param name what is read, without its query
 * @throws UserError for an address that was asked for already, which would go round forever, and for a list without end
 */
export function createPageWatch(service: string, name: string): (address: string) => void {
  const seen = new Set<string>();
  return (address) => {
    if (seen.has(address))
      throw new UserError(
        `${service} gave a link to a page of ${name} that was read already (page ${seen.size + 1} would be read again and again). What was read is incomplete and is not used. Run again; if it happens again, report it to the vendor.`,
      );
    if (seen.size >= mostPages)
      throw new UserError(`${service}: ${name} has more than ${mostPages} pages; that can't be right.`);
    seen.add(address);
  };
}
