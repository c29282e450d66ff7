import type { PageData } from '../../../src/reports/html/findings-data.js';

/** What the page's script is given. */
export function pageData(page: string): PageData {
  return JSON.parse(/id="findings">(.*?)<\/script>/s.exec(page)?.[1] ?? '') as PageData;
}
