import { renderCsv } from './csv.js';
import { renderHtml } from './html/html.js';
import { renderJson } from './json.js';
import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import { maskAssessment } from './mask.js';
import type { Render, RenderParts, ReportFormat } from './options.js';
import { renderSarif } from './sarif.js';
import { renderText } from './text/text.js';

export { maskAssessment, maskReview } from './mask.js';
export { type ReportFormat, type ReportOptions, reportFormats } from './options.js';
export { commentLimit, commentMarker, renderReviewComment, summaryLimit } from './review/comment.js';

/** Every report in pieces: a million findings are more than one string can hold, so files are written piece by piece. */
export const partRenderers: Readonly<Record<ReportFormat, RenderParts>> = {
  text: masking(renderText),
  json: masking(renderJson),
  markdown: masking(renderMarkdown),
  html: masking(renderHtml),
  junit: masking(renderJunit),
  sarif: masking(renderSarif),
  csv: masking(renderCsv),
};

/** Masking happens here, for every report: no renderer has to think of it. */
function masking(render: RenderParts): RenderParts {
  return (assessment, options) =>
    render(options.maskPeople === undefined ? assessment : maskAssessment(assessment, options.maskPeople), options);
}

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
