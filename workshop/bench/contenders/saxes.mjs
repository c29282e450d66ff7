// A bare parse of the XML: saxes with handlers that do nothing.
import { createReadStream } from 'node:fs';
import { SaxesParser } from 'saxes';

const parser = new SaxesParser({ xmlns: false });
for (const event of ['opentag', 'closetag', 'text', 'cdata']) parser.on(event, () => {});
for await (const text of createReadStream(process.argv[2], { encoding: 'utf8', highWaterMark: 1 << 18 }))
  parser.write(text);
parser.close();
