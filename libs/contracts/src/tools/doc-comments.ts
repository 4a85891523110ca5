import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/** What the sources say above a class (`Name`) and above a field (`Name.field`), in one line each. */
export type DocComments = ReadonlyMap<string, string>;

/** Reads the doc comments of all messages and shapes below a folder of sources. */
export async function readDocComments(sources: string): Promise<DocComments> {
  const comments = new Map<string, string>();
  for await (const file of glob('**/*.v*.ts', { cwd: sources })) {
    const source = ts.createSourceFile(file, readFileSync(join(sources, file), 'utf8'), ts.ScriptTarget.Latest, true);
    for (const statement of source.statements) if (ts.isClassDeclaration(statement)) readClass(statement, comments);
  }
  return comments;
}

function readClass(declaration: ts.ClassDeclaration, comments: Map<string, string>): void {
  const name = declaration.name?.text;
  if (name === undefined) return;
  keep(comments, name, declaration);
  for (const member of declaration.members) {
    if (ts.isPropertyDeclaration(member)) keep(comments, `${name}.${member.name.getText()}`, member);
  }
}

function keep(comments: Map<string, string>, key: string, node: ts.Node): void {
  const text = ts
    .getJSDocCommentsAndTags(node)
    .filter(ts.isJSDoc)
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '')
    .join(' ')
    .replaceAll(/\{@link (\w+)\}/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (text !== '') comments.set(key, text);
}
