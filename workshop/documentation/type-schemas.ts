import { fileURLToPath } from 'node:url';
import ts from 'typescript';

type Schema = Readonly<Record<string, unknown>>;

/** Makes JSON Schemas of the product's own types, so that a schema can't say something other than the code. */
export function schemaMaker(): (file: string, type: string, title: string) => Schema {
  const config = fileURLToPath(new URL('../../tsconfig.pure.json', import.meta.url));
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const { incremental: _, tsBuildInfoFile: __, ...withoutCache } = options;
  const program = ts.createProgram(fileNames, { ...withoutCache, noEmit: true });
  const checker = program.getTypeChecker();
  return (file, name, title) => {
    const source = program.getSourceFile(fileURLToPath(new URL(`../../${file}`, import.meta.url)));
    const module = source && checker.getSymbolAtLocation(source);
    const symbol = module && checker.getExportsOfModule(module).find((exported) => exported.name === name);
    if (symbol === undefined) throw new Error(`${file} exports no ${name}`);
    return {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title,
      ...schemaOf(checker.getDeclaredTypeOfSymbol(symbol), checker),
    };
  };
}

function schemaOf(type: ts.Type, checker: ts.TypeChecker): Schema {
  if (type.isUnion()) return unionSchema(type, checker);
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(type) === 'true' };
  if (type.flags & ts.TypeFlags.TemplateLiteral)
    return { type: 'string', pattern: templatePattern(type as ts.TemplateLiteralType) };
  if (type.flags & ts.TypeFlags.String) return { type: 'string' };
  if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
  if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    return { type: 'array', items: item ? schemaOf(item, checker) : {} };
  }
  // Maps are written as objects, their keys sorted.
  if (type.symbol?.name === 'ReadonlyMap') {
    const [, value] = checker.getTypeArguments(type as ts.TypeReference);
    return { type: 'object', additionalProperties: value ? schemaOf(value, checker) : {} };
  }
  return objectSchema(type, checker);
}

function unionSchema(type: ts.UnionType, checker: ts.TypeChecker): Schema {
  const members = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
  if (members.every(({ flags }) => flags & ts.TypeFlags.BooleanLiteral))
    return members.length > 1 ? { type: 'boolean' } : schemaOf(members[0] as ts.Type, checker);
  if (members.every((member) => member.isStringLiteral()))
    return { enum: members.map((member) => (member as ts.StringLiteralType).value) };
  return members.length === 1
    ? schemaOf(members[0] as ts.Type, checker)
    : { anyOf: members.map((member) => schemaOf(member, checker)) };
}

function templatePattern({ texts }: ts.TemplateLiteralType): string {
  return `^${texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`;
}

function objectSchema(type: ts.Type, checker: ts.TypeChecker): Schema {
  const index = checker.getIndexInfosOfType(type)[0];
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const property of checker.getPropertiesOfType(type)) {
    const description = ts.displayPartsToString(property.getDocumentationComment(checker)).replace(/\s+/g, ' ');
    const own = schemaOf(checker.getTypeOfSymbol(property), checker);
    properties[property.name] = { ...own, ...(description && { description }) };
    if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
  }
  return {
    type: 'object',
    ...(Object.keys(properties).length > 0 && { properties, ...(required.length > 0 && { required }) }),
    additionalProperties: index ? schemaOf(index.type, checker) : false,
  };
}
