import { execFileSync } from 'node:child_process';
import { cmarkGfm } from '../directory-servers/packages.js';

/** The HTML that GitHub makes of a comment, by its own renderer with the extensions that GitHub switches on. */
export function renderedHtml(markdown: string): string {
  const extensions = ['table', 'strikethrough', 'autolink', 'tagfilter'].flatMap((name) => ['-e', name]);
  return execFileSync(cmarkGfm.program, ['--unsafe', ...extensions], { input: markdown, encoding: 'utf8' });
}

/** A page that shows it about as wide and as large as GitHub shows a comment. */
export function commentPage(markdown: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A comment</title><style>${style}</style></head>
<body><div class="head"><b>github-actions</b> bot commented</div><main>${renderedHtml(markdown)}</main></body></html>`;
}

// Sizes and colors of github.com's comments.
const style = `
body { background: #fff; border: 1px solid #d1d9e0; border-radius: 6px; color: #1f2328; font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; margin: 16px; overflow-wrap: break-word; width: 860px; }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; color: #59636e; padding: 8px 16px; } .head b { color: #1f2328; }
main { padding: 16px; }
h2 { border-bottom: 1px solid #d1d9e0; font-size: 1.5em; line-height: 1.25; margin: 0 0 16px; padding-bottom: .3em; } h3 { font-size: 1.25em; margin: 24px 0 16px; }
p, ul, table, details, pre { margin: 0 0 16px; } ul { padding-left: 2em; } summary { cursor: pointer; }
table { border-collapse: collapse; display: block; max-width: 100%; overflow: auto; width: max-content; } th, td { border: 1px solid #d1d9e0; padding: 6px 13px; } tr:nth-child(2n) { background: #f6f8fa; }
code { background: #818b981f; border-radius: 6px; font: 12px ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; padding: .2em .4em; white-space: break-spaces; } pre { background: #f6f8fa; border-radius: 6px; padding: 16px; } pre code { background: none; padding: 0; }
a { color: #0969da; }
`;
