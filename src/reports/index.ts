import { renderCsv } from './csv.js';
import { renderHtml } from './html/html.js';
import { renderJson } from './json.js';
import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import type { Render, RenderParts, ReportFormat } from './options.js';
import { renderSarif } from './sarif.js';
import { renderText } from './text/text.js';

export { type ReportFormat, type ReportOptions, reportFormats } from './options.js';

/** Every report in pieces: a million findings are more than one string can hold, so files are written piece by piece. */
export const partRenderers: Readonly<Record<ReportFormat, RenderParts>> = {
  text: renderText,
  json: renderJson,
  markdown: renderMarkdown,
  html: renderHtml,
  junit: renderJunit,
  sarif: renderSarif,
  csv: renderCsv,
};

function whole(parts: RenderParts): Render {
  return (assessment, options) => Array.from(parts(assessment, options)).join('');
}

/** Every report as one string. */
export const renderers: Readonly<Record<ReportFormat, Render>> = {
  text: whole(partRenderers.text),
  json: whole(partRenderers.json),
  markdown: whole(partRenderers.markdown),
  html: whole(partRenderers.html),
  junit: whole(partRenderers.junit),
  sarif: whole(partRenderers.sarif),
  csv: whole(partRenderers.csv),
};

const extensions: ReadonlyMap<string, ReportFormat> = new Map([
  ['json', 'json'],
  ['md', 'markdown'],
  ['html', 'html'],
  ['xml', 'junit'],
  ['sarif', 'sarif'],
  ['csv', 'csv'],
  ['txt', 'text'],
]);

/** The extensions that `--output` knows, for messages: `.json .md …`. */
export const knownExtensions: readonly string[] = Array.from(extensions.keys(), (extension) => `.${extension}`);

/** The report format that a path's extension asks for (contract, `--output`), or undefined when it names none. */
export function formatFromExtension(path: string): ReportFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1];
  return extension === undefined ? undefined : extensions.get(extension.toLowerCase());
}
