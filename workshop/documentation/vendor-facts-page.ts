import { documentationPage } from '../../src/domain/rule.js';
import { type VendorFact, type VendorFactSource, vendorFacts } from '../../src/domain/vendor-facts/index.js';
import { markdownAddress } from '../../src/reports/escape.js';

const sections: readonly (readonly [product: string, title: string])[] = [
  ['ENTRA', 'Microsoft Entra ID'],
  ['CONNECT', 'Entra Connect'],
  ['CLOUDSYNC', 'Entra cloud sync'],
  ['GRAPH', 'Microsoft Graph'],
  ['OKTA', 'Okta'],
  ['AD', 'Active Directory and its exports'],
  ['PULUMI', 'Pulumi and its plugins'],
];

/** docs/vendor-facts.md: every fact with its sources, by product. */
export function vendorFactsPage(): string {
  return `# Vendor facts

<!-- Generated from src/domain/vendor-facts by \`npm run generate\`. -->

How other vendors’ products behave, as far as this project depends on it, in our own words. Comments in the code, schemas and
tests name them by number. A number never changes its meaning.

How each fact is known:

- *documented*: the vendor says so on the page that is named.
- *recorded*: answers or files of real systems that somebody published show it.
- *seen*: we saw it in the real program, or read it in its source.
- *inferred*: it follows from the others, and nobody says it in those words. Test it in your tenant before you rely on it.

*Checked* is the day on which somebody last compared the fact with its source. We read stored copies of public pages
and of the repositories that Microsoft publishes them from, never a live tenant. An address of Microsoft Learn is the place
where such a file is published; we could not open it. A page may say something else today.

A fact on which a rule or a command rests is old 180 days after that. Reports and \`doctor\` then name both, and a stack is indeterminate
until a review acknowledges it for a time: [evidence-facts-old](rules/evidence-facts-old.md).

${sections.map(([product, title]) => section(title, product)).join('\n')}`;
}

function section(title: string, product: string): string {
  const facts = vendorFacts.filter(({ id }) => id.startsWith(`${product}-`));
  return `## ${title}\n\n${facts.map(entry).join('\n')}`;
}

function entry({ id, text, basis, checked, sources, rules, commands, background }: VendorFact): string {
  const source = sources.length === 0 ? 'No public page found.' : `Source: ${sources.map(link).join('; ')}.`;
  const lines = [`*${basis}*, checked ${checked}. ${source}`];
  if (rules !== undefined) lines.push(`Rules that rest on it: ${rules.map(ruleLink).join(', ')}.`);
  if (commands !== undefined)
    lines.push(`Commands that rest on it: ${commands.map((one) => `\`${one}\``).join(', ')}.`);
  if (background) lines.push('Background: no code rests on it.');
  return `### ${id}\n\n${text}\n\n${lines.join('\n')}\n`;
}

function link({ publisher, title, address }: VendorFactSource): string {
  return `${publisher}, [${title.replaceAll(/[[\]]/g, '\\$&')}](${markdownAddress(address)})`;
}

function ruleLink(rule: string): string {
  return `[${rule}](${documentationPage(rule).replace('docs/', '')})`;
}
