import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { z } from 'zod';
import { type JsonSchema, referencedName } from '../../src/config/json-schema.js';
import { type ResourceName, resourceTable } from '../../src/config/resource-table.js';

const entry = fileURLToPath(new URL('../../src/resources/index.ts', import.meta.url));
const config = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));

/** docs/components.md: what a Pulumi program imports from the package, from the types and their comments. */
export function componentReference(): string {
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(config, ts.sys.readFile).config, ts.sys, '.');
  const { incremental: _, tsBuildInfoFile: __, ...withoutCache } = options;
  const program = ts.createProgram([entry], { ...withoutCache, noEmit: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} exports nothing`);
  const symbols = checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const sections = symbols.map((symbol) => sectionOf(symbol, checker));
  return `# Components\n\nWhat a Pulumi program imports from \`entra-cutover\`. Generated from the types by \`npm run generate\`; \`index.ts\` is a program that uses them.\n\nFor other languages the provider has a schema of its resources, functions and types: \`pulumi package get-schema node_modules/entra-cutover/provider/pulumi-resource-entra-cutover\`. Pulumi checks YAML programs with it and generates SDKs from it. Such programs call \`getStackSettings\` where TypeScript calls \`stackSettings\`, and declare the resources one by one: \`EnvironmentCutover\` and \`PipelineIdentity\` are for TypeScript only. A [YAML program for phase assess](examples/yaml/Pulumi.yaml) is in the package and runs in a test, and so does the import of the Python SDK. Use it to look at an environment: assessments, findings, declared repairs. It can't move a phase through the review of the pipeline. YAML has no conditions, so another phase needs another program, and a review judges a proposal with the base branch's program, which the proposal can't change. To move an environment, use the TypeScript program that \`init\` writes; no program in another language has been tried.\n\nA program may have several of each component, also inside other components. What a component declares is named after it and uses the \`providers\` that the component is given. Each \`EnvironmentCutover\` has a tenant's cloud sync configuration, or Entra Connect server, and Okta apps of its own: a second one with the same is refused by the component, and in every language by the check of the provider.\n\n${sections.join('\n')}`;
}

function sectionOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\s+/g, ' ');
  const lines = [`## ${symbol.name}`, '', `${kindOf(symbol)}. ${text}`.trim(), ''];
  const declaration = symbol.declarations?.[0];
  if (declaration !== undefined && ts.isFunctionDeclaration(declaration)) {
    const given = declaration.parameters.map((parameter) => parameter.getText()).join(', ');
    lines.push('```ts', `${symbol.name}(${given}): ${declaration.type?.getText()}`, '```', '');
  }
  if (declaration !== undefined && (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration))) {
    const rows = declaration.members.flatMap((member) => rowOf(member, checker));
    if (rows.length > 0) lines.push(...head, ...rows, '');
    lines.push(...argumentsOf(declaration, checker));
  }
  return lines.join('\n');
}

const head = ['| member | type | meaning |', '| --- | --- | --- |'];

/** The properties of what a resource's constructor is given. */
function argumentsOf(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration, checker: ts.TypeChecker): string[] {
  const declared = (declaration.members as ts.NodeArray<ts.Node>).find(ts.isConstructorDeclaration);
  const type = declared?.parameters.find((parameter) => parameter.name.getText() === 'args')?.type;
  const resource = declaration.name?.getText();
  if (type === undefined || resource === undefined || !(resource in resourceTable)) return [];
  const schema = z.toJSONSchema(resourceTable[resource as ResourceName].inputs, { target: 'draft-7' }) as JsonSchema;
  const { definitions = {} } = schema;
  const rows = checker.getPropertiesOfType(checker.getTypeFromTypeNode(type)).map((property) => {
    const optional = schema.required?.includes(property.name) ? '' : '?';
    const own = schema.properties?.[property.name] ?? {};
    const shared = definitions[referencedName(own) ?? ''];
    const kind = typeName(own, definitions);
    const meaning = own.description ?? shared?.description ?? '';
    return `| \`${property.name}${optional}\` | \`${cell(kind)}\` | ${cell(meaning)} |`;
  });
  return ['Its arguments:', '', ...head, ...rows, ''];
}

/** As TypeScript calls it; of a mapping that has mappings in it, what they hold is left out. */
function typeName(schema: JsonSchema, definitions: JsonSchema['definitions'] = {}): string {
  const { type, enum: words, items = {}, properties, required } = definitions[referencedName(schema) ?? ''] ?? schema;
  if (words !== undefined) return words.map((word) => `'${word}'`).join(' | ');
  if (type === 'array') return `${typeName(items, definitions)}[]`;
  if (properties !== undefined) {
    const members = Object.entries(properties).map(([name, member]) => [name, typeName(member, definitions)] as const);
    if (members.some(([, kind]) => /\bobject\b|\{/.test(kind))) return 'object';
    return `{ ${members.map(([name, kind]) => `${name}${required?.includes(name) ? '' : '?'}: ${kind}`).join('; ')} }`;
  }
  return type === 'integer' ? 'number' : (type ?? 'unknown');
}

function kindOf({ flags }: ts.Symbol): string {
  if (flags & ts.SymbolFlags.Class) return 'Class';
  return flags & ts.SymbolFlags.Function ? 'Function' : 'Type';
}

/** A public member; constructors show what they are given. */
function rowOf(member: ts.TypeElement | ts.ClassElement, checker: ts.TypeChecker): string[] {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if (ts.getCombinedModifierFlags(member as ts.Declaration) & hidden) return [];
  if (member.name !== undefined && ts.isPrivateIdentifier(member.name)) return [];
  if (ts.isConstructorDeclaration(member)) {
    const given = member.parameters.map((parameter) => parameter.getText()).join(', ');
    return [`| \`constructor\` | \`${cell(`(${given})`)}\` | |`];
  }
  if (member.name === undefined || !(ts.isPropertySignature(member) || ts.isPropertyDeclaration(member))) return [];
  const symbol = checker.getSymbolAtLocation(member.name);
  const meaning = symbol ? ts.displayPartsToString(symbol.getDocumentationComment(checker)) : '';
  const type = member.type?.getText() ?? checker.typeToString(checker.getTypeAtLocation(member));
  const optional = member.questionToken ? '?' : '';
  return [`| \`${member.name.getText()}${optional}\` | \`${cell(type)}\` | ${cell(meaning)} |`];
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}
